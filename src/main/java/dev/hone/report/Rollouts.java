package dev.hone.report;

import java.util.List;

/// What a policy answered while it learned: for some generations, the best and the worst answer to one prompt.
public record Rollouts(List<Pair> pairs) implements Section {
    /// @param when  which generation
    /// @param best  the answer with the largest advantage
    /// @param worst the one with the smallest
    public record Pair(String when, String prompt, Said best, Said worst) {}

    /// @param judged what it was given, in words
    public record Said(String text, String judged) {}

    @Override public String title() {
        return "Best and worst answers";
    }

    @Override public void write(Html html) {
        for (Pair pair : pairs) {
            try (var _ = html.open("article", "class", "answer")) {
                html.element("h3", pair.when, "class", "label");
                Answers.text(html, "prompt", pair.prompt);
                try (var _ = html.open("div", "class", "pair")) {
                    Answers.side(html, "before", "Worst: " + pair.worst.judged, pair.worst.text);
                    Answers.side(html, "after", "Best: " + pair.best.judged, pair.best.text);
                }
            }
        }
    }
}
