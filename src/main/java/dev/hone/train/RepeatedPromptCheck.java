package dev.hone.train;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.dataset.Item;
import dev.hone.token.LabelledPair;
import dev.hone.train.Finding.Severity;

import java.util.List;

/// Whether both answers begin with the prompt that stands in its own column, so that the model would read it twice.
final class RepeatedPromptCheck implements Check<LabelledPair> {
    private long rows;
    private long repeated;

    @Override public void see(Item.Sample row, LabelledPair outcome) {
        rows++;
        if (repeats(row.example())) repeated++;
    }

    private static boolean repeats(Example example) {
        return switch (example) {
            case Example.TextPreference(String prompt, String chosen, String rejected, _) ->
                    prompt != null && !prompt.isBlank() && chosen.startsWith(prompt) && rejected.startsWith(prompt);
            case Example.ChatPreference(Conversation prompt, Conversation chosen, Conversation rejected, _) ->
                    prompt != null && chosen.beginsWith(prompt) && rejected.beginsWith(prompt);
            default -> false;
        };
    }

    @Override public List<Finding> findings() {
        var share = new Share(repeated, rows);
        if (!share.isMany()) return List.of();
        return List.of(new Finding(Severity.WARN, "prompt_repeated",
                share.of("rows") + " have the prompt in its column and once more at the beginning of both answers, so the model would read it twice",
                "take one of them out: without a column prompt, it is what both answers begin with"));
    }
}
