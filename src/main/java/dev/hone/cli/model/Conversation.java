package dev.hone.cli.model;

import dev.hone.hub.AtomicFile;
import dev.hone.token.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What was said so far, as the chat template reads it.
final class Conversation {
    private final List<ObjectNode> turns = new ArrayList<>();
    private String system = "";

    void system(String text) {
        system = text;
    }

    String system() {
        return system;
    }

    void add(String role, String content) {
        turns.add(message(role, content));
    }

    void takeBackLast() {
        turns.removeLast();
    }

    /// Forgets the turns; the system prompt stays.
    void reset() {
        turns.clear();
    }

    /// The tokens that the model continues with its next answer.
    int[] ids(Tokenizer tokenizer) {
        return tokenizer.encodeChat(Map.of("messages", messages(), "add_generation_prompt", true)).ids();
    }

    /// Writes one JSONL row with the messages, whole or not at all.
    void save(Path file) {
        AtomicFile.writeText(file, JsonMapper.shared().createObjectNode().set("messages", messages()) + "\n");
    }

    private ArrayNode messages() {
        ArrayNode messages = JsonMapper.shared().createArrayNode();
        if (!system.isEmpty()) messages.add(message("system", system));
        turns.forEach(messages::add);
        return messages;
    }

    private static ObjectNode message(String role, String content) {
        return JsonMapper.shared().createObjectNode().put("role", role).put("content", content);
    }
}
