package dev.hone.report;

import java.util.List;

/// Texts to be read, each with where it comes from.
/// @param about what they are
public record Excerpts(String title, String about, List<Excerpt> excerpts) implements Section {
    /// @param note a few words about it; empty for none
    public record Excerpt(String where, String note, String text) {}

    @Override public void write(Html html) {
        html.element("p", about);
        for (Excerpt excerpt : excerpts) {
            try (var _ = html.open("article", "class", "sample")) {
                html.element("h3", excerpt.where);
                if (!excerpt.note.isEmpty()) html.element("p", excerpt.note, "class", "quiet");
                html.element("p", excerpt.text, "class", "text", "dir", "auto");
            }
        }
    }
}
