package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.token.Outcome;
import dev.hone.train.Finding.Severity;

import java.util.List;

/// Whether prompts have other tokens alone than in front of their answers.
final class PromptCheck implements Check<Outcome<?>> {
    private long used;
    private long others;

    @Override public void see(Item.Sample row, Outcome<?> outcome) {
        if (outcome.reason().isPresent()) return;
        used++;
        if (!outcome.promptIsPrefix()) others++;
    }

    @Override public List<Finding> findings() {
        if (others == 0) return List.of();
        return List.of(new Finding(Severity.WARN, "prompt_no_prefix",
                new Share(others, used).of("rows") + " have other tokens at the end of their prompt when the answer follows, so the model learns after another "
                + "context than it will be asked in", "end prompts with a whole word, without the space after it; for messages, take a chat template "
                + "that writes the prompt the same with and without an answer"));
    }
}
