package dev.hone.report;

import java.util.List;

/// The answers of several models, one after another, to the same prompts.
public record Growth(String title, List<Prompt> prompts) implements Section {
    public record Prompt(String text, List<Said> answers) {}

    /// @param model whose answer it is
    /// @param right whether the answer is right
    public record Said(String model, String text, boolean right) {}

    @Override public void write(Html html) {
        for (Prompt prompt : prompts) {
            try (var _ = html.open("article", "class", "growth")) {
                Answers.text(html, "prompt", prompt.text);
                for (Said said : prompt.answers) {
                    try (var _ = html.open("div", "class", said.right ? "right" : "wrong")) {
                        html.element("h3", said.model + (said.right ? " ✓" : " ✕"), "class", "label");
                        Answers.text(html, "said", said.text);
                    }
                }
            }
        }
    }
}
