package dev.hone.token.template;

import java.util.List;
import java.util.Map;

/// `'{} has {count:>3}'.format(name, count=3)`
final class BraceFormat {
    private final List<Object> positional;
    private final Map<String, Object> named;
    private final boolean escapes;
    private int automatic;
    private Numbering numbering;

    private enum Numbering { AUTOMATIC, MANUAL }

    private BraceFormat(List<Object> positional, Map<String, Object> named, boolean escapes) {
        this.positional = positional;
        this.named = named;
        this.escapes = escapes;
    }

    static String fill(String format, Arguments arguments, boolean escapes) {
        return new BraceFormat(arguments.positional(), arguments.named(), escapes).fill(format, 2);
    }

    static String fillFrom(String format, Object mapping, boolean escapes) {
        if (!(mapping instanceof Dict dict)) throw TemplateError.failed("format_map() needs a mapping, not " + Types.name(mapping));
        Map<String, Object> named = new java.util.HashMap<>();
        for (Object key : dict.keys()) if (Types.isText(key)) named.put(Types.asText(key), dict.get(key, null));
        return new BraceFormat(List.of(), named, escapes).fill(format, 2);
    }

    private String fill(String format, int depth) {
        if (depth < 0) throw TemplateError.failed("Max string recursion exceeded");
        Budget.text(format.length());
        var result = new StringBuilder();
        for (int i = 0; i < format.length(); ) {
            char c = format.charAt(i);
            boolean doubled = (c == '{' || c == '}') && i + 1 < format.length() && format.charAt(i + 1) == c;
            if (doubled || c != '{' && c != '}') {
                result.append(c);
                i += doubled ? 2 : 1;
            } else if (c == '}') {
                throw TemplateError.failed("Single '}' encountered in format string");
            } else {
                int end = closing(format, i);
                String filled = field(format.substring(i + 1, end), depth);
                Budget.text((long) result.length() + filled.length());
                result.append(filled);
                i = end + 1;
            }
        }
        return result.toString();
    }

    private static int closing(String format, int open) {
        int depth = 0;
        for (int i = open; i < format.length(); i++) {
            if (format.charAt(i) == '{') depth++;
            else if (format.charAt(i) == '}' && --depth == 0) return i;
        }
        throw TemplateError.failed(open + 1 == format.length() ? "Single '{' encountered in format string" : "expected '}' before end of string");
    }

    /// `name!conversion:spec`
    private String field(String field, int depth) {
        int bracket = field.indexOf('[');
        int colon = field.indexOf(':');
        if (bracket >= 0 && bracket < colon) colon = field.indexOf(':', Math.max(bracket, field.indexOf(']', bracket)));
        String head = colon < 0 ? field : field.substring(0, colon);
        String spec = colon < 0 ? "" : fill(field.substring(colon + 1), depth - 1);
        int mark = head.indexOf('!');
        String conversion = mark < 0 ? "" : head.substring(mark + 1);
        Object value = lookUp(mark < 0 ? head : head.substring(0, mark));
        Object converted = switch (conversion) {
            case "" -> value;
            case "s" -> Printed.text(value);
            case "r" -> Printed.repr(value);
            case "a" -> Json.ascii(Printed.repr(value));
            default -> throw TemplateError.failed("Unknown conversion specifier '" + conversion + "'");
        };
        return formatted(converted, spec);
    }

    private String formatted(Object value, String spec) {
        if (escapes && value instanceof Markup markup) return markup.text();
        String text = spec.isEmpty() ? Printed.text(value) : FormatSpec.parse(spec).format(value);
        return escapes ? Markup.escape(text).text() : text;
    }

    private Object lookUp(String path) {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') end++;
        Object value = first(path.substring(0, end));
        while (end < path.length()) {
            boolean isAttribute = path.charAt(end) == '.';
            int start = end + 1;
            end = isAttribute ? nextPart(path, start) : path.indexOf(']', start);
            if (end < 0) throw TemplateError.failed("Missing ']' in format string");
            String key = path.substring(start, end);
            value = isAttribute ? Members.attribute(value, key) : Members.item(value, isIndex(key) ? (Object) Long.valueOf(key) : key);
            if (!isAttribute) end++;
        }
        return value;
    }

    private static int nextPart(String path, int start) {
        int end = start;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') end++;
        return end;
    }

    private static boolean isIndex(String key) {
        return !key.isEmpty() && key.length() < 10 && key.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Object first(String name) {
        if (!name.isEmpty() && !isIndex(name)) {
            if (!named.containsKey(name)) throw TemplateError.failed("KeyError: '" + name + "'");
            return named.get(name);
        }
        Numbering wanted = name.isEmpty() ? Numbering.AUTOMATIC : Numbering.MANUAL;
        if (numbering != null && numbering != wanted) throw TemplateError.failed(
                "cannot switch between automatic field numbering and manual field specification");
        numbering = wanted;
        int place = name.isEmpty() ? automatic++ : Integer.parseInt(name);
        if (place >= positional.size()) throw TemplateError.failed("Replacement index " + place + " out of range for positional args tuple");
        return positional.get(place);
    }
}
