package dev.hone.checkpoint;

import dev.hone.hub.AtomicFile;
import dev.hone.token.SpecialTokens.SpecialToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a run replaces of how its model reads conversations and ends texts.
/// @param chatTemplate in place of the base's; null for that
/// @param eos          ends a text in place of the tokenizer's own; null for that
/// @param pad          fills up batches, where the tokenizer names no token for it; null for none. A reward model needs one,
///                     which its config.json names too: see [RewardConfig]
public record TextChanges(String chatTemplate, SpecialToken eos, SpecialToken pad) {
    public static final TextChanges NONE = new TextChanges(null, null);

    public TextChanges(String chatTemplate, SpecialToken eos) {
        this(chatTemplate, eos, null);
    }

    /// Changes the files that were carried over from the base; one that the folder lacks stays away, but for the template.
    void apply(Path folder) {
        if (chatTemplate != null) AtomicFile.writeText(folder.resolve(HfFolder.CHAT_TEMPLATE), chatTemplate);
        if (pad != null) change(folder.resolve(HfFolder.TOKENIZER_CONFIG), config -> config.put("pad_token", pad.text()));
        if (eos == null) return;
        change(folder.resolve(HfFolder.TOKENIZER_CONFIG), config -> config.put("eos_token", eos.text()));
        change(folder.resolve(HfFolder.CONFIG), config -> config.put("eos_token_id", eos.id()));
        change(folder.resolve(HfFolder.GENERATION_CONFIG), this::addEnd);
    }

    private static void change(Path file, Consumer<ObjectNode> edit) {
        if (!Files.exists(file)) return;
        ObjectNode json = Json.objectIn(file);
        edit.accept(json);
        AtomicFile.writeBytes(file, Json.pretty(json));
    }

    /// The other tokens that end an answer stay, as in TRL.
    private void addEnd(ObjectNode config) {
        ArrayNode ends = config.arrayNode().add(eos.id());
        JsonNode before = config.path("eos_token_id");
        if (before.isInt()) addOther(ends, before);
        else before.forEach(end -> addOther(ends, end));
        config.set("eos_token_id", ends);
    }

    private void addOther(ArrayNode ends, JsonNode end) {
        if (end.intValue() != eos.id()) ends.add(end);
    }
}
