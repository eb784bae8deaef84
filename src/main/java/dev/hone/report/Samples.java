package dev.hone.report;

import java.util.List;

/// A few examples as the model saw them, token by token, with the trained ones marked.
public record Samples(List<Sample> samples) implements Section {
    /// More than this is not read in a report.
    private static final int MAX_TOKENS = 600, MAX_CHARACTERS = 200;

    /// @param name where the example comes from: `train.jsonl:812`
    public record Sample(String name, List<Piece> pieces) {}

    /// A token's text, and whether it counts in the loss.
    public record Piece(String text, boolean trained) {}

    @Override public String title() {
        return "What is trained";
    }

    @Override public void write(Html html) {
        try (var _ = html.open("p")) {
            html.text("Tokens that count in the loss are ").element("mark", "underlined and shaded")
                    .text("; the model reads the others only. A thin line stands between tokens.");
        }
        for (Sample sample : samples) write(html, sample);
    }

    private static void write(Html html, Sample sample) {
        long trained = sample.pieces.stream().filter(Piece::trained).count();
        try (var _ = html.open("article", "class", "sample")) {
            html.element("h3", sample.name);
            html.element("p", NumberText.of(sample.pieces.size()) + " tokens, " + NumberText.of(trained) + " trained", "class", "quiet");
            List<Piece> shown = sample.pieces.subList(0, Math.min(MAX_TOKENS, sample.pieces.size()));
            try (var _ = html.open("p", "class", "text tokens", "dir", "auto")) {
                for (int start = 0; start < shown.size(); ) {
                    int end = endOfRun(shown, start);
                    run(html, shown.subList(start, end));
                    start = end;
                }
            }
            int rest = sample.pieces.size() - shown.size();
            if (rest > 0) html.element("p", "… and " + NumberText.of(rest) + " tokens more", "class", "quiet");
        }
    }

    /// Where tokens that are trained alike end.
    private static int endOfRun(List<Piece> pieces, int start) {
        int end = start + 1;
        while (end < pieces.size() && pieces.get(end).trained == pieces.get(start).trained) end++;
        return end;
    }

    private static void run(Html html, List<Piece> pieces) {
        try (var _ = html.open(pieces.getFirst().trained ? "mark" : "span")) {
            for (Piece piece : pieces) html.element("i", Visible.shortened(piece.text, MAX_CHARACTERS).replace("\n", "⏎\n"));
        }
    }
}
