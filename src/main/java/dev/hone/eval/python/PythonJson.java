package dev.hone.eval.python;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// What Python's `json.loads` takes: JSON of any kind at the top, and `NaN`, `Infinity` and `-Infinity`.
public final class PythonJson {
    private static final JsonFactory FACTORY = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private PythonJson() {}

    public static boolean isValid(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            int values = 0;
            int depth = 0;
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructEnd()) depth--;
                else if (depth == 0) values++;
                if (token.isStructStart()) depth++;
                if (token.isNumeric() && !isPythons(parser.getString())) return false;
            }
            return values == 1;
        } catch (JacksonException _) {
            return false;
        }
    }

    /// The library knows more names of numbers than Python.
    private static boolean isPythons(String number) {
        return Character.isDigit(number.charAt(number.length() - 1)) || number.equals("NaN") || number.equals("Infinity") || number.equals("-Infinity");
    }
}
