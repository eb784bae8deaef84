package dev.hone.eval.python;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;

/// JSON as Python reads and writes it: any kind of value at the top, and `NaN`, `Infinity` and `-Infinity`.
public final class PythonJson {
    private static final JsonFactory FACTORY = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private PythonJson() {}

    /// Whether `json.loads` takes a text.
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

    /// What `json.dumps` writes: a blank after each comma and colon, characters beyond ASCII as `\\u` escapes.
    public static String text(JsonNode value) {
        return write(value, -1, 0, new StringBuilder()).toString();
    }

    /// What `json.dumps` writes with an indent: a line for each item.
    /// @param indent blanks for each level
    public static String lines(JsonNode value, int indent) {
        return write(value, indent, 0, new StringBuilder()).toString();
    }

    private static StringBuilder write(JsonNode value, int indent, int depth, StringBuilder out) {
        if (value.isEmpty() && value.isContainer()) return out.append(value.isArray() ? "[]" : "{}");
        if (value.isArray()) {
            out.append('[');
            for (int i = 0; i < value.size(); i++) write(value.get(i), indent, depth + 1, between(i, indent, depth + 1, out));
            return newLine(indent, depth, out).append(']');
        }
        if (value.isObject()) {
            out.append('{');
            int i = 0;
            for (var entry : value.properties()) write(entry.getValue(), indent, depth + 1, quoted(entry.getKey(), between(i++, indent, depth + 1, out)).append(": "));
            return newLine(indent, depth, out).append('}');
        }
        if (value.isString()) return quoted(value.stringValue(), out);
        return out.append(value.isFloatingPointNumber() ? real(value.doubleValue()) : value.toString());
    }

    private static String real(double value) {
        return Double.isNaN(value) ? "NaN" : Double.isInfinite(value) ? value > 0 ? "Infinity" : "-Infinity" : PythonText.repr(value);
    }

    private static StringBuilder between(int item, int indent, int depth, StringBuilder out) {
        if (item > 0) out.append(indent < 0 ? ", " : ",");
        return newLine(indent, depth, out);
    }

    private static StringBuilder newLine(int indent, int depth, StringBuilder out) {
        return indent < 0 ? out : out.append('\n').repeat(" ", indent * depth);
    }

    private static StringBuilder quoted(String text, StringBuilder out) {
        out.append('"');
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c >= ' ' && c < 0x7f) out.append(c);
                    else out.append(String.format("\\u%04x", (int) c));
                }
            }
        }
        return out.append('"');
    }
}
