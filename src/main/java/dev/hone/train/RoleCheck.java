package dev.hone.train;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.dataset.Item;
import dev.hone.token.Outcome;
import dev.hone.train.Finding.Severity;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/// Whether answers end with a message of the assistant; where they do not, the columns hold something else than answers.
final class RoleCheck implements Check<Outcome<?>> {
    private long rows;
    private long others;

    @Override public void see(Item.Sample row, Outcome<?> outcome) {
        rows++;
        boolean isAssistants = switch (row.example()) {
            case Example.ChatPreference(_, Conversation chosen, Conversation rejected, _) -> isAssistants(chosen.messages()) && isAssistants(rejected.messages());
            case Example.ChatVerdict(_, ArrayNode completion, _) -> isAssistants(completion);
            default -> true;
        };
        if (!isAssistants) others++;
    }

    private static boolean isAssistants(ArrayNode answer) {
        return answer.get(answer.size() - 1).path("role").asString("").equals("assistant");
    }

    @Override public List<Finding> findings() {
        var share = new Share(others, rows);
        if (!share.isMany()) return List.of();
        return List.of(new Finding(share.isMost() ? Severity.REFUSE : Severity.WARN, "not_the_assistant",
                "in " + share.of("rows") + " the last message of an answer is not the assistant's, so the model would learn to speak for somebody else",
                "column_mapping names the columns that hold the answers; end each with the assistant's message"));
    }
}
