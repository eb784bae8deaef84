package dev.hone.eval.call;

import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads texts of Java as values of a described type; what does not look like one stays a text.
/// Source: gorilla's `java_type_converter`.
final class JavaValues {
    private static final String DIGITS = "-?\\d+", DECIMAL = DIGITS + "(?:[.]\\d+)?(?:[eE][-+]?\\d+)?";
    private static final Pattern WHOLE = PythonPattern.of(DIGITS), LONG = PythonPattern.of(DIGITS + "[Ll]");
    private static final Pattern DOUBLE = PythonPattern.of(DECIMAL), FLOAT = PythonPattern.of(DECIMAL + "[Ff]");

    /// How a list, an array and a map are made; what stands inside is the group.
    private static final String LIST = "new\\s+ArrayList<\\w*>[(]", MAP = "new\\s+HashMap<.*?>\\s*[(][)]";
    private static final Pattern EMPTY_LIST = PythonPattern.of(LIST + "[)]"), EMPTY_MAP = PythonPattern.of(MAP);
    private static final Pattern AS_LIST = PythonPattern.of(LIST + "Arrays[.]asList[(](.+?)[)][)]");
    private static final Pattern ARRAY = PythonPattern.of("new\\s+\\w+\\[\\]\\s*[{](.*?)[}]");

    /// Made empty and filled in double braces, by calls of `add` or `put`.
    private static final Pattern WITH_ADDS = PythonPattern.of(LIST + "[)]\\s*[{]{2}\\s*(.+?)\\s*[}]{2}", Pattern.DOTALL), ADD = PythonPattern.of("add[(](.+?)[)]");
    private static final Pattern WITH_PUTS = PythonPattern.of(MAP + "\\s*[{]\\s*[{]?\\s*(.*?)\\s*[}]?\\s*[}]", Pattern.DOTALL);
    private static final Pattern PUT = PythonPattern.of("put[(]\"(.*?)\",\\s*(.*?)[)]");

    private JavaValues() {}

    /// @param nested the type of an array's items; null for none
    static PythonValue of(String text, String type, String nested) {
        return switch (type) {
            case "byte", "short", "integer" -> WHOLE.matcher(text).matches() ? whole(text) : new PythonValue.Text(text);
            case "long" -> LONG.matcher(text).matches() ? whole(shortened(text)) : new PythonValue.Text(text);
            case "float" -> FLOAT.matcher(text).matches() ? real(shortened(text)) : new PythonValue.Text(text);
            case "double" -> DOUBLE.matcher(text).matches() ? real(text) : new PythonValue.Text(text);
            case "boolean" -> text.equals("true") || text.equals("false") ? new PythonValue.Truth(text.equals("true")) : new PythonValue.Text(text);
            case "Array" -> array(text, nested);
            case "ArrayList" -> arrayList(text, nested);
            case "HashMap" -> hashMap(text);
            default -> new PythonValue.Text(text);
        };
    }

    private static PythonValue whole(String text) {
        return new PythonValue.Whole(new BigInteger(text));
    }

    private static PythonValue real(String text) {
        return new PythonValue.Real(Double.parseDouble(text));
    }

    private static String shortened(String text) {
        return text.substring(0, text.length() - 1);
    }

    private static PythonValue array(String text, String nested) {
        Matcher array = ARRAY.matcher(text);
        if (!array.find()) return new PythonValue.Text(text);
        return list(Stream.of(array.group(1).split(",")).map(PythonText::strip).filter(item -> !item.isEmpty()), item -> of(item, nested, null));
    }

    private static PythonValue arrayList(String text, String nested) {
        Function<String, PythonValue> item = each -> nested.equals("char") || nested.equals("String") ? new PythonValue.Text(each.length() < 2 ? "" : each.substring(1, each.length() - 1)) : of(each, nested, null);
        Matcher listed = AS_LIST.matcher(text);
        if (listed.find()) return list(Stream.of(listed.group(1).split(",", -1)).map(PythonText::strip), item);
        Matcher adds = WITH_ADDS.matcher(text);
        if (adds.find()) return list(ADD.matcher(adds.group(1)).results().map(add -> PythonText.strip(add.group(1))), item);
        return EMPTY_LIST.matcher(text).find() ? new PythonValue.ListOf(List.of()) : new PythonValue.Text(text);
    }

    private static PythonValue list(Stream<String> items, Function<String, PythonValue> value) {
        return new PythonValue.ListOf(new ArrayList<>(items.map(value).toList()));
    }

    private static PythonValue hashMap(String text) {
        Map<PythonValue, PythonValue> entries = new LinkedHashMap<>();
        Matcher puts = WITH_PUTS.matcher(text);
        if (puts.find()) PUT.matcher(puts.group(1)).results().forEach(put -> entries.put(new PythonValue.Text(put.group(1)), untyped(PythonText.strip(put.group(2)))));
        else if (!EMPTY_MAP.matcher(text).find()) return new PythonValue.Text(text);
        return new PythonValue.Dict(entries);
    }

    private static PythonValue untyped(String text) {
        if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) return new PythonValue.Text(text.substring(1, text.length() - 1));
        for (String type : List.of("boolean", "long", "float")) if (!(of(text, type, null) instanceof PythonValue.Text)) return of(text, type, null);
        return Numbers.of(text);
    }
}
