package dev.hone.report;

import java.util.List;

/// What a policy answered while it learned: for some generations, the best and the worst answer.
public record Rollouts(List<Pair> pairs) implements Section {
    /// @param when  which generation
    /// @param best  the answer with the largest advantage
    /// @param worst the one with the smallest, to the same prompt where that has several
    public record Pair(String when, Said best, Said worst) {}

    /// @param judged what it was given, in words
    public record Said(String prompt, String text, String judged) {}

    @Override public String title() {
        return "Best and worst answers";
    }

    @Override public void write(Html html) {
        for (Pair pair : pairs) {
            boolean together = pair.best.prompt.equals(pair.worst.prompt);
            try (var _ = html.open("article", "class", "answer")) {
                html.element("h3", pair.when, "class", "label");
                if (together) Answers.text(html, "prompt", pair.best.prompt);
                try (var _ = html.open("div", "class", "pair")) {
                    side(html, "before", "Worst: ", pair.worst, !together);
                    side(html, "after", "Best: ", pair.best, !together);
                }
            }
        }
    }

    private static void side(Html html, String kind, String label, Said said, boolean withPrompt) {
        try (var _ = html.open("div", "class", kind)) {
            html.element("h4", label + said.judged, "class", "label");
            if (withPrompt) Answers.text(html, "prompt", said.prompt);
            Answers.text(html, "said", said.text);
        }
    }
}
