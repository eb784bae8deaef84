package dev.hone.eval.ask;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Somebody who says what a test wants, one thing after the other, whatever is asked; each reply counts as 3 tokens to 10 that were read.
public final class Script implements Respondent {
    private final Iterator<ObjectNode> says;
    private final List<Conversation> asked = new ArrayList<>();

    public Script(List<ObjectNode> says) {
        this.says = says.iterator();
    }

    /// @param lines words; a line that is a JSON object with a `name` is a call of a tool, with its `arguments`
    public static Script of(String... lines) {
        return new Script(Arrays.stream(lines).map(Script::message).toList());
    }

    private static ObjectNode message(String line) {
        ObjectNode message = Json.MAPPER.createObjectNode().put("role", "assistant");
        if (!line.startsWith("{\"name\"")) return message.put("content", line);
        ObjectNode call = (ObjectNode) Json.MAPPER.readTree(line);
        message.putNull("content").putArray("tool_calls").addObject().put("id", "call_1").put("type", "function").putObject("function").put("name", call.get("name").stringValue())
                .put("arguments", call.path("arguments").toString());
        return message;
    }

    @Override public String name() {
        return "a script";
    }

    @Override public Reply reply(Conversation conversation, Sampling sampling) {
        asked.add(conversation);
        return Reply.of(says.next(), 10, 3, true, 0);
    }

    /// All that was asked.
    public List<Conversation> asked() {
        return asked;
    }

    /// The last message of what was asked last.
    public ObjectNode heard() {
        var messages = asked.getLast().messages();
        return (ObjectNode) messages.get(messages.size() - 1);
    }

    public boolean isDone() {
        return !says.hasNext();
    }
}
