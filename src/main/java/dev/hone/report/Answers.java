package dev.hone.report;

import java.util.List;

/// Answers to a few fixed prompts before and after, side by side.
public record Answers(List<Answer> answers) implements Section {
    /// More than this is not read in a report.
    private static final int MAX_CHARACTERS = 4000;

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
                    side(html, "Before", answer.before);
                    side(html, "After", answer.after);
                }
            }
        }
    }

    private static void side(Html html, String label, String text) {
        try (var _ = html.open("div", "class", label.toLowerCase())) {
            html.element("h4", label, "class", "label");
            text(html, "said", text);
        }
    }

    private static void text(Html html, String kind, String text) {
        if (text.isBlank()) html.element("p", "(empty)", "class", "quiet");
        else html.element("p", shortened(text), "class", "text " + kind, "dir", "auto");
    }

    private static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        if (length <= MAX_CHARACTERS) return text;
        return text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS))
                + "… (" + NumberText.of(length - MAX_CHARACTERS) + " more characters)";
    }
}
