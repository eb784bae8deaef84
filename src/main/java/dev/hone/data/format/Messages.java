package dev.hone.data.format;

import dev.hone.data.BadRow;
import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.data.Row;
import dev.hone.settings.Nearest;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Messages of a row, and what belongs to its conversation besides them. Checked here once, so that no template has to
/// guess: a role that is misspelt would otherwise be rendered, and learned.
final class Messages {
    private static final List<String> ROLES = List.of("system", "user", "assistant", "tool", "developer");
    private static final String TOOLS = "tools", VARIABLES = "chat_template_kwargs";
    /// The columns that belong to a conversation besides its messages.
    static final Set<String> BESIDES = Set.of(TOOLS, VARIABLES);

    private Messages() {}

    /// The messages in a column.
    static ArrayNode of(Row row, String column) {
        return checked(row, column, Column.required(row, column));
    }

    /// @param name how messages call the value
    static ArrayNode checked(Row row, String name, JsonNode value) {
        if (!(value instanceof ArrayNode messages)) throw new BadRow(row, name + " is " + Column.kind(value) + "; expected a list of messages");
        if (messages.isEmpty()) throw new BadRow(row, name + " is empty; expected at least one message");
        for (int i = 0; i < messages.size(); i++) check(row, in(name) + "message " + (i + 1), messages.get(i));
        return messages;
    }

    /// The column is named where a row has messages in more than one.
    private static String in(String name) {
        return name.equals("messages") || name.equals("conversations") ? "" : name + ": ";
    }

    private static void check(Row row, String message, JsonNode value) {
        if (!(value instanceof ObjectNode fields)) throw new BadRow(row, message + " is " + Column.kind(value) + "; expected an object with role and content");
        JsonNode role = fields.get("role");
        if (role == null) throw new BadRow(row, message + " has no role; its keys are " + String.join(", ", fields.propertyNames()));
        if (!role.isString() || !ROLES.contains(role.asString())) throw new BadRow(row, message + " has role " + role
                + "; the roles are " + String.join(", ", ROLES) + (role.isString() ? Nearest.hint(role.asString(), ROLES) : ""));
        boolean calls = checkCalls(row, message, fields.get("tool_calls"));
        checkContent(row, message, fields.get("content"), calls);
    }

    private static boolean checkCalls(Row row, String message, JsonNode calls) {
        if (calls == null || calls.isNull()) return false;
        if (!calls.isArray()) throw new BadRow(row, message + ": tool_calls is " + Column.kind(calls) + "; expected a list");
        for (JsonNode call : calls) {
            JsonNode function = call.has("function") ? call.get("function") : call;
            if (!function.path("name").isString()) throw new BadRow(row, message
                    + ": a tool call has no name; expected {\"type\": \"function\", \"function\": {\"name\": ..., \"arguments\": ...}}");
        }
        return !calls.isEmpty();
    }

    private static void checkContent(Row row, String message, JsonNode content, boolean calls) {
        if (content == null || content.isNull()) {
            if (!calls) throw new BadRow(row, message + " has no content");
        } else if (content.isArray()) {
            for (JsonNode part : content) if (!part.path("type").asString("").equals("text") || !part.path("text").isString())
                throw new BadRow(row, message + " has a part of content that is no text; expected {\"type\": \"text\", \"text\": ...}");
        } else if (!content.isString()) {
            throw new BadRow(row, message + " has " + Column.kind(content) + " for content; expected a text or a list of text parts");
        }
    }

    static ObjectNode message(String role, String content) {
        return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
    }

    /// A conversation of these messages with the row's `tools` and `chat_template_kwargs`.
    static Conversation conversation(Row row, ArrayNode messages) {
        return new Conversation(messages, tools(row), variables(row));
    }

    /// A list, or a text that holds one, as data sets write it whose tools differ from row to row. An empty list is none.
    private static ArrayNode tools(Row row) {
        if (!Column.isIn(row.fields(), TOOLS)) return null;
        JsonNode tools = row.fields().get(TOOLS);
        if (tools.isString()) tools = tools.asString().isBlank() ? JsonNodeFactory.instance.arrayNode() : parsed(row, TOOLS, tools.asString());
        if (!(tools instanceof ArrayNode list)) throw new BadRow(row, "tools is " + Column.kind(tools) + "; expected a list of JSON schemas");
        for (JsonNode tool : list) if (!tool.isObject()) throw new BadRow(row, "tools holds " + Column.kind(tool) + "; expected a list of JSON schemas");
        return list.isEmpty() ? null : list;
    }

    private static ObjectNode variables(Row row) {
        if (!Column.isIn(row.fields(), VARIABLES)) return JsonNodeFactory.instance.objectNode();
        JsonNode value = row.fields().get(VARIABLES);
        if (value instanceof ObjectNode variables) return variables;
        throw new BadRow(row, "chat_template_kwargs is " + Column.kind(value) + "; expected an object");
    }

    /// A text that holds JSON.
    static JsonNode parsed(Row row, String name, String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new BadRow(row.file(), row.number(), name + " is a text, but " + Json.reasonInLine(e), e);
        }
    }
}
