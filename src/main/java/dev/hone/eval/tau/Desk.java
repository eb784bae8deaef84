package dev.hone.eval.tau;

import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox.UnknownToolFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// What an agent can do at any desk, whatever is sold there.
final class Desk {
    static final String TRANSFER = "transfer_to_human_agents";

    private Desk() {}

    /// The tools that a shop and an airline have in common.
    static JsonNode call(String name, Arguments given, Edition edition) {
        return switch (name) {
            case "calculate" -> StringNode.valueOf(Amounts.calculated(given.text("expression"), edition));
            case TRANSFER -> transferred(given);
            case "think" -> {
                if (edition == Edition.SECOND) throw new UnknownToolFault(name);
                given.text("thought");
                yield StringNode.valueOf("");
            }
            default -> throw new UnknownToolFault(name);
        };
    }

    static JsonNode transferred(Arguments given) {
        given.text("summary");
        return StringNode.valueOf("Transfer successful");
    }
}
