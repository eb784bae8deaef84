package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations that begin.
final class Prompts {
    private Prompts() {}

    static Conversation user(String content) {
        return of("user", content);
    }

    static Conversation system(String instructions, String content) {
        return of("system", instructions, "user", content);
    }

    private static Conversation of(String... rolesAndContents) {
        ArrayNode messages = JsonMapper.shared().createArrayNode();
        for (int i = 0; i < rolesAndContents.length; i += 2) messages.addAll(message(rolesAndContents[i], rolesAndContents[i + 1]));
        return new Conversation(messages, null, JsonMapper.shared().createObjectNode());
    }

    /// One message to go on with.
    static ArrayNode message(String role, String content) {
        ArrayNode message = JsonMapper.shared().createArrayNode();
        message.addObject().put("role", role).put("content", content);
        return message;
    }

    /// A message by itself, to go on with.
    static ArrayNode list(ObjectNode message) {
        return JsonMapper.shared().createArrayNode().add(message);
    }

    /// What a tool says to a call.
    static ArrayNode toolAnswer(JsonNode call, String name, String content) {
        ArrayNode message = message("tool", content);
        ((ObjectNode) message.get(0)).put("name", name).put("tool_call_id", call.path("id").asString(""));
        return message;
    }

    /// Messages that the system speaks before; what it says there already comes behind, after a blank line.
    static Conversation afterSystem(String instructions, ArrayNode messages) {
        ArrayNode all = messages.deepCopy();
        boolean speaks = all.path(0).path("role").asString("").equals("system");
        ObjectNode first = speaks ? (ObjectNode) all.get(0) : all.insertObject(0).put("role", "system");
        first.put("content", speaks ? instructions + "\n\n" + first.path("content").asString("") : instructions);
        return new Conversation(all, null, JsonMapper.shared().createObjectNode());
    }
}
