package dev.hone.curate.step;

import java.util.List;

/// How a model makes new prompts of an old one.
enum Rewriting {
    /// The same question in other words: what was right as an answer still is.
    PARAPHRASE(true, List.of("Say the prompt below in other words. It has to ask for exactly the same, so that the same answer is right.")),
    /// Another, mostly harder question, by one of five ways: a further condition, more depth, a definite case, more steps of thought, something near it.
    /// Source of the ways: Xu et al. 2023, arXiv:2304.12244, section 3.2. Differs: the wording, and one round in place of several.
    EVOLVE(false, List.of(
            "Make the prompt below harder: add one more condition that the answer has to meet.",
            "Make the prompt below go deeper: ask also for the reasons, the consequences or the limits of what it asks about.",
            "Make the prompt below more definite: put a certain case, name, place or number where it is general.",
            "Make the prompt below need more thought: an answer should take at least two steps of which the second builds on the first.",
            "Write a prompt of the same kind and length as the one below, about something near it that people ask less often."));

    private static final String ENDING = " It has to be understood by somebody who has not seen the old one. Do not answer it. Write the new prompt and nothing else.\n\nPrompt:\n{prompt}";

    /// Whether an answer to the old prompt is one to the new.
    final boolean keepsTheAnswer;
    private final List<String> instructions;

    Rewriting(boolean keepsTheAnswer, List<String> instructions) {
        this.keepsTheAnswer = keepsTheAnswer;
        this.instructions = instructions.stream().map(instruction -> instruction + ENDING).toList();
    }

    /// What the writer can be told; `{prompt}` stands for the old prompt.
    List<String> instructions() {
        return instructions;
    }
}
