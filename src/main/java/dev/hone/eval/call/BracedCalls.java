package dev.hone.eval.call;

import dev.hone.eval.python.PythonFault;
import dev.hone.eval.python.PythonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A call written in Java or JavaScript, `Type.method(name=value, ...)`; all values stay texts. Of unnamed arguments only a name
/// is kept, and two of them are refused. Source: gorilla's parsers, which walk a tree of tree-sitter; here one call alone is read.
final class BracedCalls {
    private static final Pattern CALL = Pattern.compile("\\s*([\\w$]+(?:\\.[\\w$]+)*)\\s*\\((.*)\\)\\s*;?\\s*", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("([\\w$.]+)\\s*=(?![=>])\\s*(.+)", Pattern.DOTALL);
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][\\w$]*");
    private static final Pattern NEW_ARRAY = Pattern.compile("new\\s+([\\w$.<>]+)\\s*\\[\\s*\\]\\s*(\\{.*\\})", Pattern.DOTALL);
    private static final Pattern NEW_OBJECT = Pattern.compile("new\\s+([\\w$.]+\\s*(?:<[^()]*>)?)\\s*\\((.*?)\\)\\s*(?:\\{.*\\})?", Pattern.DOTALL);
    private static final Pattern INVOKED = Pattern.compile("[\\w$.<>]+\\s*\\(.*\\)", Pattern.DOTALL);
    /// Key of an argument without a name.
    private static final String UNNAMED = "null";

    private BracedCalls() {}

    static FunctionCall of(String text, CallLanguage language) {
        Matcher call = CALL.matcher(text);
        if (!call.matches()) throw new PythonFault("\"" + text + "\" is no call");
        Map<String, PythonValue> arguments = new LinkedHashMap<>();
        for (String argument : split(call.group(2))) {
            Matcher named = NAMED.matcher(argument);
            String name, value;
            if (named.matches()) {
                name = named.group(1);
                value = language == CallLanguage.JAVA ? java(named.group(2).strip()) : unquoted(named.group(2).strip());
            } else if (IDENTIFIER.matcher(argument).matches()) {
                name = UNNAMED;
                value = argument;
            } else continue;
            if (arguments.put(name, new PythonValue.Text(value)) != null) throw new PythonFault("two arguments have the name " + name);
        }
        return new FunctionCall(call.group(1), arguments);
    }

    /// At commas outside of brackets and texts.
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int open = 0, start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'' || c == '`') i = endOfText(text, i);
            else if ("([{".indexOf(c) >= 0) open++;
            else if (")]}".indexOf(c) >= 0 && --open < 0) throw new PythonFault("\"" + text + "\" closes a bracket that is not open");
            else if (c == ',' && open == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        if (open != 0) throw new PythonFault("\"" + text + "\" has an open bracket");
        String last = text.substring(start).strip();
        if (!last.isEmpty()) parts.add(last);
        else if (!parts.isEmpty()) throw new PythonFault("\"" + text + "\" ends in a comma");
        return parts;
    }

    private static int endOfText(String text, int start) {
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == text.charAt(start)) return i;
        }
        throw new PythonFault("\"" + text + "\" has an open quote");
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /// A literal without its quotes; a call as it is; all else without blanks but those that Java needs.
    private static String java(String value) {
        if ((value.startsWith("\"") || value.startsWith("'")) && endOfText(value, 0) == value.length() - 1) return unquoted(value);
        Matcher array = NEW_ARRAY.matcher(value);
        if (array.matches()) return "new " + compact(array.group(1)) + "[]" + compact(array.group(2));
        Matcher object = NEW_OBJECT.matcher(value);
        if (object.matches()) return "new " + compact(object.group(1)) + "(" + String.join(", ", split(object.group(2)).stream().map(BracedCalls::nested).toList()) + ")";
        return INVOKED.matcher(value).matches() ? value : compact(value);
    }

    private static String nested(String value) {
        return value.startsWith("\"") || value.startsWith("'") ? value : java(value);
    }

    private static String compact(String value) {
        StringBuilder compact = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\'') {
                int end = endOfText(value, i);
                compact.append(value, i, end + 1);
                i = end;
            } else if (!Character.isWhitespace(c)) compact.append(c);
        }
        return compact.toString();
    }
}
