package dev.hone.eval.tool;

import dev.hone.data.Json;
import dev.hone.eval.python.PythonValue;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A tool that somebody calls.
/// @param byUser whether the user calls it
public record ToolCall(boolean byUser, String name, ObjectNode arguments) {
    /// The calls in messages, in order.
    /// @param messages with `tool_calls` in OpenAI's form or flat with `name` and `arguments`; arguments are an object or its text
    public static List<ToolCall> in(JsonNode messages) {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode message : messages) for (JsonNode call : message.path("tool_calls")) {
            boolean byUser = message.path("role").asString("").equals("user") || call.path("requestor").asString("").equals("user");
            JsonNode said = call.has("function") ? call.get("function") : call;
            calls.add(new ToolCall(byUser, said.path("name").asString(""), arguments(said.path("arguments"))));
        }
        return calls;
    }

    /// A model's message with no arguments in place of those that cannot be read: the tool then says what it lacks, and the conversation goes on.
    public static ObjectNode readable(ObjectNode message) {
        ObjectNode readable = message.deepCopy();
        for (JsonNode call : readable.path("tool_calls")) {
            try {
                arguments(call.path("function").path("arguments"));
            } catch (UserError _) {
                ((ObjectNode) call).withObject("/function").put("arguments", "{}");
            }
        }
        return readable;
    }

    private static ObjectNode arguments(JsonNode said) {
        try {
            JsonNode read = said.isString() ? Json.MAPPER.readTree(said.stringValue()) : said;
            if (read instanceof ObjectNode object) return object;
        } catch (JacksonException e) {
            throw new UserError("the arguments of a tool call are " + Json.shortened(said) + ", which is " + Json.reason(e), e);
        }
        throw new UserError("the arguments of a tool call are " + Json.shortened(said) + "; expected a JSON object or its text");
    }

    /// As Python writes it.
    public String python() {
        return name + arguments.properties().stream().map(each -> each.getKey() + "=" + PythonValue.of(each.getValue()).repr()).collect(Collectors.joining(", ", "(", ")"));
    }

    /// Whether it is what a task's reference action asks for.
    /// @param action `name`, `arguments` and perhaps `compare_args`, the arguments that count; without it those of this call
    public boolean isAs(JsonNode action) {
        if (!name.equals(action.path("name").asString(""))) return false;
        List<String> compared = action.path("compare_args").isArray() ? action.get("compare_args").valueStream().map(JsonNode::asString).toList() : List.copyOf(arguments.propertyNames());
        JsonNode wanted = action.path("arguments");
        return compared.stream().allMatch(each -> arguments.has(each) == wanted.has(each) && PythonValue.of(arguments.path(each)).same(PythonValue.of(wanted.path(each))));
    }
}
