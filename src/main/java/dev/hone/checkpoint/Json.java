package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads JSON the strict way: a key given twice is an error, for a reader that keeps the last one may not see what another sees.
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode objectIn(Path file) {
        try {
            return object(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read (" + e + ")", e);
        }
    }

    /// @param where begins the message when these bytes are not a JSON object
    static ObjectNode object(byte[] utf8, String where) {
        JsonNode node;
        try {
            node = MAPPER.readTree(utf8);
        } catch (JacksonException e) {
            throw new UserError(where + ": not valid JSON: " + e.getOriginalMessage() + place(e), e);
        }
        if (node instanceof ObjectNode object) return object;
        throw new UserError(where + ": expected a JSON object, got " + (node.isMissingNode() ? "nothing" : kind(node)));
    }

    /// As Python's `json.dumps(value, indent=2)` and a line feed: the way in which transformers writes its files.
    static byte[] pretty(Object value) {
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(new Separators(Separators.DEFAULT_ROOT_VALUE_SEPARATOR,
                ':', Separators.Spacing.AFTER, ',', Separators.Spacing.NONE, "", ',', Separators.Spacing.NONE, ""))
                .withObjectIndenter(indent).withArrayIndenter(indent);
        return (MAPPER.writer().with(printer).writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String kind(JsonNode node) {
        return "a JSON " + node.getNodeType().toString().toLowerCase(Locale.ROOT);
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")";
    }
}
