package dev.hone.report;

import java.util.List;

/// What became of the rows of the data, and how long they are.
/// @param whole         rows used as they are
/// @param cut           rows used, but shortened
/// @param dropped       rows not used, by reason
/// @param tokens        tokens of the rows used
/// @param trainedTokens those that count in the loss
/// @param lengths       lengths by kind, for example of prompts and of answers
public record DataAccount(long whole, long cut, List<Dropped> dropped, long tokens, long trainedTokens, List<Histogram> lengths)
        implements Section {

    public record Dropped(String reason, long rows) {}

    @Override public String title() {
        return "Data";
    }

    public long rows() {
        return whole + cut + dropped.stream().mapToLong(Dropped::rows).sum();
    }

    @Override public void write(Html html) {
        try (var _ = html.open("table", "class", "account")) {
            html.element("caption", "What became of " + NumberText.of(rows()) + " rows, and which of their tokens are trained");
            ShareRow.head(html);
            try (var _ = html.open("tbody")) {
                ShareRow.write(html, "used whole", whole, rows());
                ShareRow.write(html, "used, but cut", cut, rows());
                for (Dropped drop : dropped) ShareRow.write(html, "dropped: " + drop.reason, drop.rows, rows());
            }
            try (var _ = html.open("tbody")) {
                ShareRow.write(html, "tokens trained", trainedTokens, tokens);
                ShareRow.write(html, "tokens only read", tokens - trainedTokens, tokens);
            }
        }
        try (var _ = html.open("div", "class", "charts")) {
            for (int i = 0; i < lengths.size(); i++) lengths.get(i).write(html, "lengths-" + i);
        }
    }
}
