package dev.hone.data.format;

import dev.hone.data.BadRow;
import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// ShareGPT's conversations: `from` and `value`, or `role` and `content`, with other words for the roles, and the
/// system's message in a column of its own.
final class ShareGptFormat implements Format {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CALL = "function_call";
    private static final Map<String, String> ROLES = Map.of("human", "user", "gpt", "assistant", "chatgpt", "assistant", "bot", "assistant",
            "model", "assistant", "observation", "tool", "function_response", "tool", CALL, "assistant");

    @Override public String name() {
        return "sharegpt";
    }

    @Override public String columns() {
        return "conversations, and system, tools";
    }

    @Override public Set<String> reads() {
        return Set.of("conversations", "system");
    }

    @Override public Goal goal() {
        return Goal.TEXT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "conversations");
    }

    @Override public Example read(Row row) {
        JsonNode turns = Column.required(row, "conversations");
        if (!turns.isArray()) throw new BadRow(row, "conversations is " + Column.kind(turns) + "; expected a list of messages");
        ArrayNode messages = NODES.arrayNode();
        String system = Column.optionalText(row, "system");
        if (!system.isEmpty()) messages.add(Messages.message("system", system));
        for (JsonNode turn : turns) messages.add(turn instanceof ObjectNode fields ? message(row, messages.size() + 1, fields) : turn);
        return new Example.Chat(Messages.conversation(row, Messages.checked(row, "conversations", messages)));
    }

    private static ObjectNode message(Row row, int number, ObjectNode turn) {
        boolean own = turn.has("from");
        JsonNode from = turn.get(own ? "from" : "role"), value = turn.get(own ? "value" : "content");
        if (from != null && from.asString("").equals(CALL)) return call(row, number, value);
        ObjectNode message = own ? NODES.objectNode() : turn.deepCopy();
        if (from != null) message.set("role", from.isString() ? NODES.stringNode(ROLES.getOrDefault(from.asString(), from.asString())) : from);
        if (value != null) message.set("content", value);
        return message;
    }

    /// A `function_call` holds the calls as a text of JSON: one object with name and arguments, or a list of them.
    private static ObjectNode call(Row row, int number, JsonNode value) {
        if (value == null || !value.isString()) throw new BadRow(row, "message " + number + " is a function_call without a text");
        JsonNode parsed = Messages.parsed(row, "message " + number, value.asString());
        ObjectNode message = Messages.message("assistant", "");
        ArrayNode calls = message.putArray("tool_calls");
        for (JsonNode function : parsed.isArray() ? parsed : NODES.arrayNode().add(parsed)) calls.addObject().put("type", "function").set("function", function);
        return message;
    }
}
