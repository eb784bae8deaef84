package dev.hone.token.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Python's `json.dumps`, to the byte.
/// @param asciiOnly     write every character beyond ASCII as an escape
/// @param indent        one level's indentation, or null for everything on one line
/// @param itemSeparator between elements
/// @param keySeparator  between key and value
/// @param sortsKeys     by key instead of in the dict's order
record Json(boolean asciiOnly, String indent, String itemSeparator, String keySeparator, boolean sortsKeys) {
    String write(Object value) {
        var into = new StringBuilder();
        write(value, "\n", into);
        return into.toString();
    }

    /// @param newline a line break with the indentation of the level around
    private void write(Object value, String newline, StringBuilder into) {
        Budget.step();
        Budget.size(into.length());
        switch (value) {
            case null -> into.append("null");
            case Boolean truth -> into.append(truth.booleanValue());
            case Long number -> into.append(number.longValue());
            case BigInteger number -> into.append(Printed.integer(number));
            case Double number -> into.append(real(number));
            case String text -> quoted(text, into);
            case Markup markup -> quoted(markup.text(), into);
            case List<?> list -> list(list, newline, into);
            case Tuple tuple -> list(tuple.items(), newline, into);
            case Dict dict -> dict(dict, newline, into);
            default -> throw TemplateError.failed("Object of type " + Types.name(value) + " is not JSON serializable");
        }
    }

    private static String real(double number) {
        return Double.isNaN(number) ? "NaN" : Double.isInfinite(number) ? number > 0 ? "Infinity" : "-Infinity" : Printed.real(number);
    }

    private void list(List<?> list, String newline, StringBuilder into) {
        if (list.isEmpty()) {
            into.append("[]");
            return;
        }
        String inner = indent == null ? "" : newline + indent;
        into.append('[');
        String between = inner;
        for (Object element : list) {
            into.append(between);
            write(element, inner, into);
            between = itemSeparator + inner;
        }
        into.append(indent == null ? "" : newline).append(']');
    }

    private void dict(Dict dict, String newline, StringBuilder into) {
        if (dict.size() == 0) {
            into.append("{}");
            return;
        }
        String inner = indent == null ? "" : newline + indent;
        into.append('{');
        String between = inner;
        List<Object> keys = new ArrayList<>(dict.keys());
        if (sortsKeys) keys.sort((a, b) -> Types.compare(a, b, "<"));
        for (Object key : keys) {
            into.append(between);
            quoted(key(key), into);
            into.append(keySeparator);
            write(dict.get(key, null), inner, into);
            between = itemSeparator + inner;
        }
        into.append(indent == null ? "" : newline).append('}');
    }

    private static String key(Object key) {
        return switch (key) {
            case null -> "null";
            case Boolean truth -> truth.toString();
            case Double number -> real(number);
            case String text -> text;
            case Markup markup -> markup.text();
            case Long _, BigInteger _ -> Printed.repr(key);
            default -> throw TemplateError.failed("keys must be str, int, float, bool or None, not " + Types.name(key));
        };
    }

    private void quoted(String text, StringBuilder into) {
        Budget.text(text.length());
        into.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> into.append("\\\"");
                case '\\' -> into.append("\\\\");
                case '\n' -> into.append("\\n");
                case '\r' -> into.append("\\r");
                case '\t' -> into.append("\\t");
                case '\f' -> into.append("\\f");
                case '\b' -> into.append("\\b");
                default -> {
                    if (c < 0x20 || asciiOnly && c > 0x7e) into.append(String.format("\\u%04x", (int) c));
                    else into.append(c);
                }
            }
        }
        into.append('"');
    }

    /// A text with everything beyond ASCII written as Python's escapes.
    static String ascii(String text) {
        var result = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 0x80) result.appendCodePoint(c);
            else result.append(String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
        });
        return result.toString();
    }
}
