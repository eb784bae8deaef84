package dev.hone.report;

import java.util.List;

/// Items that a second model lost or gained, with both answers side by side.
public record Flips(List<Flip> flips) implements Section {
    /// @param lost whether the first model did better
    public record Flip(String item, boolean lost, String asked, String first, String second) {}

    @Override public String title() {
        return "Lost and gained";
    }

    @Override public void write(Html html) {
        for (Flip flip : flips) {
            try (var _ = html.open("details", "class", "flip")) {
                html.element("summary", (flip.lost ? "▼ lost: " : "▲ gained: ") + flip.item);
                try (var _ = html.open("article", "class", "answer")) {
                    Answers.text(html, "prompt", flip.asked);
                    try (var _ = html.open("div", "class", "pair")) {
                        Answers.side(html, "before", "First", flip.first);
                        Answers.side(html, "after", "Second", flip.second);
                    }
                }
            }
        }
    }
}
