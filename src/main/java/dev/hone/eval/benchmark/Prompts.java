package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

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
        for (int i = 0; i < rolesAndContents.length; i += 2) messages.addObject().put("role", rolesAndContents[i]).put("content", rolesAndContents[i + 1]);
        return new Conversation(messages, null, JsonMapper.shared().createObjectNode());
    }
}
