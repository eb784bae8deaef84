package dev.hone.report;

import java.util.List;

/// Answers to a few fixed prompts before and after, side by side.
public record Answers(List<Answer> answers) implements Section {
    /// More than this is not read in a report.
    private static final int MAX_CHARACTERS = 3000;

    public record Answer(String prompt, String before, String after) {}

    @Override public String title() {
        return "Answers before and after";
    }

    @Override public void write(Html html) {
        for (Answer answer : answers) {
            try (var _ = html.open("article", "class", "answer")) {
                html.element("h3", "Prompt", "class", "label");
                text(html, "prompt", answer.prompt);
                try (var _ = html.open("div", "class", "pair")) {
                    side(html, "before", "Before", answer.before);
                    side(html, "after", "After", answer.after);
                }
            }
        }
    }

    static void side(Html html, String kind, String label, String text) {
        try (var _ = html.open("div", "class", kind)) {
            html.element("h4", label, "class", "label");
            text(html, "said", text);
        }
    }

    static void text(Html html, String kind, String text) {
        if (text.isBlank()) html.element("p", "(empty)", "class", "quiet");
        else html.element("p", Visible.shortened(text, MAX_CHARACTERS), "class", "text " + kind, "dir", "auto");
    }
}
