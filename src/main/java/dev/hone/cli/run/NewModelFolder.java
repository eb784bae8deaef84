package dev.hone.cli.run;

import dev.hone.checkpoint.HfFolder;
import dev.hone.model.NewModelSettings;
import dev.hone.settings.UserError;
import dev.hone.token.SpecialTokens.SpecialToken;
import dev.hone.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a new model begins with: its tokenizer's files, and a config.json that names the tokenizer's special tokens.
final class NewModelFolder {
    private static final String VOCABULARY = "vocab_size";

    private NewModelFolder() {}

    /// @param maxLength tokens of the texts that it will learn from
    /// @param texts     the folder of its tokenizer
    static HfFolder of(NewModelSettings settings, int maxLength, Path texts, Tokenizer tokenizer) {
        ObjectNode config = settings.config() == null ? settings.llama(tokenizer.vocabularySize(), maxLength) : read(Path.of(settings.config()));
        requireRoom(config, settings, tokenizer);
        name(config, "bos_token_id", tokenizer.specialTokens().bos());
        name(config, "eos_token_id", tokenizer.specialTokens().eos());
        name(config, "pad_token_id", tokenizer.specialTokens().pad());
        return new HfFolder(texts, config);
    }

    private static ObjectNode read(Path file) {
        try {
            if (JsonMapper.shared().readTree(Files.readString(file)) instanceof ObjectNode json) return json;
        } catch (IOException | JacksonException e) {
            throw new UserError("config is " + file + ", which cannot be read; expected the config.json of a model (" + e.getMessage() + ")", e);
        }
        throw new UserError("config is " + file + ", which holds no JSON object; expected the config.json of a model");
    }

    private static void requireRoom(ObjectNode config, NewModelSettings settings, Tokenizer tokenizer) {
        JsonNode size = config.path(VOCABULARY);
        if (size.isMissingNode()) config.put(VOCABULARY, tokenizer.vocabularySize());
        else if (size.isInt() && size.intValue() < tokenizer.vocabularySize()) throw new UserError(settings.config() + ": vocab_size is " + size
                + ", and the tokenizer has " + tokenizer.vocabularySize() + " tokens; expected at least as many");
    }

    private static void name(ObjectNode config, String key, Optional<SpecialToken> token) {
        if (!config.has(key)) token.ifPresent(special -> config.put(key, special.id()));
    }
}
