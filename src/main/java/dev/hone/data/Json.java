package dev.hone.data;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rows as JSON, the strict way: a key given twice is an error, for nobody can tell which one was meant.
public final class Json {
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// Why a text is no JSON, without the place.
    public static String reason(JacksonException e) {
        return "not valid JSON: " + (e instanceof UnexpectedEndOfInputException ? "it ends in the middle" : e.getOriginalMessage());
    }

    /// The same with the column, for a text of one line.
    public static String reasonInLine(JacksonException e) {
        return reason(e) + (e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")");
    }

    /// A value as a message shows it.
    public static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, 57))) + "...";
    }
}
