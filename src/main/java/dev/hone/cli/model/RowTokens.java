package dev.hone.cli.model;

import dev.hone.cli.console.JsonLines;
import dev.hone.data.Json;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTokens;
import dev.hone.token.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/// The tokens that a row asks for: those of a text, of a conversation, or the ids that it gives.
/// @param vocabulary          ids are below this
/// @param textKey             what a plain text is called: `prompt` where it is to be continued, else `text`
/// @param addGenerationPrompt whether a conversation ends with the words that begin an answer, unless the row says
public record RowTokens(Optional<Tokenizer> tokenizer, int vocabulary, String textKey, boolean addGenerationPrompt) {
    public static final String MESSAGES = "messages";
    static final String INPUT_IDS = "input_ids";
    private static final String GENERATION_PROMPT = "add_generation_prompt";

    /// The key that says what the row is: exactly one of the three.
    public String kind(JsonLines.Row row) {
        List<String> allowed = List.of(textKey, MESSAGES, INPUT_IDS);
        List<String> found = allowed.stream().filter(row.json()::has).toList();
        if (found.size() == 1) return found.getFirst();
        String one = "; a row has one of " + String.join(", ", allowed);
        if (found.size() > 1) throw row.wrong("has " + String.join(" and ", found) + one);
        List<String> keys = new ArrayList<>(row.json().propertyNames());
        throw row.wrong((keys.isEmpty() ? "is an empty object" : "has only " + String.join(", ", keys)) + one);
    }

    /// @throws UserError that names the row when it cannot be read or holds ids that the model does not have
    public int[] of(JsonLines.Row row) {
        int[] ids = switch (kind(row)) {
            case MESSAGES -> chat(row).ids();
            case INPUT_IDS -> given(row);
            default -> text(row);
        };
        if (ids.length == 0) throw row.wrong("has no tokens; a model needs at least one");
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= vocabulary) throw row.wrong("token " + i + " is " + ids[i] + "; the model's tokens are 0 to "
                    + (vocabulary - 1) + ": was it made by another tokenizer?");
        }
        return ids;
    }

    /// As transformers tokenises a text: with the special tokens that the tokenizer adds, such as a first `<s>`.
    private int[] text(JsonLines.Row row) {
        JsonNode text = row.json().get(textKey);
        if (!text.isString()) throw row.wrong(textKey + " is " + Json.shortened(text) + "; expected a text"
                + (text.isArray() ? ": a conversation is called messages" : ""));
        return needed(row, textKey).encode(text.stringValue(), true);
    }

    private int[] given(JsonLines.Row row) {
        JsonNode list = row.json().get(INPUT_IDS);
        if (!list.isArray()) throw row.wrong("input_ids is " + Json.shortened(list) + "; expected a list of token ids");
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            if (!id.isIntegralNumber() || !id.canConvertToInt()) throw row.wrong("input_ids[" + i + "] is " + Json.shortened(id) + "; expected a token id");
            ids[i] = id.intValue();
        }
        return ids;
    }

    /// The conversation through the model's chat template.
    public ChatTokens chat(JsonLines.Row row) {
        Tokenizer tokenizer = needed(row, MESSAGES);
        try {
            return tokenizer.encodeChat(variables(row, addGenerationPrompt));
        } catch (UserError e) {
            throw new UserError(row.where() + ": " + e.getMessage(), e);
        }
    }

    /// What a template sees of a row: everything but its `id`.
    public static Map<String, JsonNode> variables(JsonLines.Row row, boolean addGenerationPrompt) {
        checkMessages(row);
        Map<String, JsonNode> variables = new LinkedHashMap<>();
        variables.put(GENERATION_PROMPT, BooleanNode.valueOf(addGenerationPrompt));
        row.json().properties().forEach(property -> variables.put(property.getKey(), property.getValue()));
        variables.remove("id");
        return variables;
    }

    private static void checkMessages(JsonLines.Row row) {
        JsonNode messages = row.json().path(MESSAGES);
        if (messages.isMissingNode()) throw row.wrong("has no messages; a conversation is a list such as [{\"role\": \"user\", \"content\": \"Hello\"}]");
        if (!messages.isArray()) throw row.wrong("messages is " + Json.shortened(messages)
                + "; expected a list such as [{\"role\": \"user\", \"content\": \"Hello\"}]");
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).isObject()) throw row.wrong("messages[" + i + "] is " + Json.shortened(messages.get(i))
                    + "; expected an object with role and content");
        }
    }

    private Tokenizer needed(JsonLines.Row row, String key) {
        return tokenizer.orElseThrow(() -> row.wrong("has " + key + ", but this model comes without a tokenizer.json; give input_ids"));
    }
}
