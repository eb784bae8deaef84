package dev.hone.eval.call;

import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads texts of JavaScript as values of a described type; what does not look like one stays a text.
/// Source: gorilla's `js_type_converter`.
final class JavaScriptValues {
    private static final String DIGITS = "-?\\d+";
    private static final Pattern WHOLE = PythonPattern.of(DIGITS), BIG = PythonPattern.of(DIGITS + "n"), REAL = PythonPattern.of(DIGITS + "(?:[.]\\d+)?");

    /// An array in brackets, or as an argument of its constructor; a table is an array of arrays.
    private static final String MADE = "\\bnew\\s+Array[(]", ITEMS = "(.*?)", ROW = "\\[.*?\\]\\s*", ROWS = "\\s*" + ROW + "(?:,\\s*" + ROW + ")*";
    private static final Pattern INNER = PythonPattern.of("\\[" + ITEMS + "\\]"), ARRAY = PythonPattern.of("\\[" + ITEMS + "\\]|" + MADE + ITEMS + "[)]");
    private static final Pattern TWO_DIMENSIONS = PythonPattern.of("\\[" + ROWS + "\\]|" + MADE + ROWS + "[)]");

    /// A name and what follows its colon, up to the comma before the next name.
    private static final Pattern OBJECT = PythonPattern.of("[{]" + ITEMS + "[}]"), PAIR = PythonPattern.of("([^:]+):\\s*" + ITEMS + "(?:$|,\\s*(?=[^,]+:))");

    private JavaScriptValues() {}

    /// @param nested the type of an array's items; null for none
    static PythonValue of(String text, String type, String nested) {
        return switch (type) {
            case "String" -> new PythonValue.Text(quoted(text) ? text.substring(1, text.length() - 1) : text);
            case "integer" -> WHOLE.matcher(text).matches() ? new PythonValue.Whole(new BigInteger(text)) : new PythonValue.Text(text);
            case "Bigint" -> BIG.matcher(text).matches() ? new PythonValue.Whole(new BigInteger(text.substring(0, text.length() - 1))) : new PythonValue.Text(text);
            case "float" -> REAL.matcher(text).matches() ? new PythonValue.Real(Double.parseDouble(text)) : new PythonValue.Text(text);
            case "Boolean" -> text.equals("true") || text.equals("false") ? new PythonValue.Truth(text.equals("true")) : new PythonValue.Text(text);
            case "dict" -> object(PythonText.strip(text));
            case "array" -> array(PythonText.strip(text), nested);
            default -> new PythonValue.Text(text);
        };
    }

    private static boolean quoted(String text) {
        return text.length() > 1 && (text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'"));
    }

    private static PythonValue array(String text, String nested) {
        Matcher table = TWO_DIMENSIONS.matcher(text);
        if (table.lookingAt()) return new PythonValue.ListOf(INNER.matcher(table.group()).results().map(row -> row(PythonText.stripLeft(PythonText.strip(row.group(1)), "["))).toList());
        Matcher array = ARRAY.matcher(text);
        if (!array.lookingAt()) return new PythonValue.Text(text);
        String items = PythonText.strip(array.group(1) != null ? array.group(1) : array.group(2));
        if (items.isEmpty()) return new PythonValue.ListOf(List.of());
        return new PythonValue.ListOf(Stream.of(items.split(",", -1)).map(PythonText::strip).map(item -> nested == null ? untyped(item) : of(item, nested, null)).toList());
    }

    private static PythonValue row(String items) {
        return new PythonValue.ListOf(Stream.of(items.split(",", -1)).map(JavaScriptValues::untyped).toList());
    }

    private static PythonValue object(String text) {
        Matcher object = OBJECT.matcher(text);
        if (!object.lookingAt()) return new PythonValue.Text(text);
        Map<PythonValue, PythonValue> entries = new LinkedHashMap<>();
        PAIR.matcher(object.group(1)).results().forEach(pair -> {
            String value = PythonText.strip(pair.group(2));
            entries.put(new PythonValue.Text(PythonText.strip(PythonText.strip(pair.group(1)), "'\"")), value.startsWith("[") && value.endsWith("]") ? array(value, null)
                    : value.startsWith("{") && value.endsWith("}") ? object(value) : untyped(PythonText.strip(value, "'\"")));
        });
        return new PythonValue.Dict(entries);
    }

    private static PythonValue untyped(String item) {
        String text = PythonText.strip(item);
        if (text.equals("true") || text.equals("false")) return new PythonValue.Truth(text.equals("true"));
        return quoted(text) ? new PythonValue.Text(text.substring(1, text.length() - 1)) : Numbers.of(text);
    }
}
