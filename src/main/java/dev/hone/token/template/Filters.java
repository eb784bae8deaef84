package dev.hone.token.template;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The catalogue of filters, `value | name(arguments)`. What they do is in [TextFilters] and [SequenceFilters].
final class Filters {
    @FunctionalInterface
    interface Filter {
        Object apply(Object value, Arguments arguments);
    }

    private static final Map<String, Filter> ALL = new HashMap<>();

    static {
        addPlain(ALL, "abs", value -> absolute(value));
        ALL.put("attr", Filters::attribute);
        ALL.put("default", Filters::orDefault);
        ALL.put("d", Filters::orDefault);
        ALL.put("float", Filters::toFloat);
        ALL.put("int", Filters::toInt);
        addPlain(ALL, "length", value -> Iteration.length(value));
        addPlain(ALL, "count", value -> Iteration.length(value));
        addPlain(ALL, "list", value -> Iteration.list(value));
        ALL.put("round", Filters::round);
        addPlain(ALL, "safe", value -> value instanceof Markup ? value : new Markup(Printed.text(value)));
        addPlain(ALL, "string", value -> Types.isText(value) ? value : Printed.text(value));
        ALL.put("tojson", Filters::toJson);
        TextFilters.addTo(ALL);
        SequenceFilters.addTo(ALL);
    }

    private Filters() { }

    /// Adds a filter that takes no arguments.
    static void addPlain(Map<String, Filter> all, String name, UnaryOperator<Object> filter) {
        all.put(name, (value, arguments) -> {
            arguments.bind(name, 0);
            return filter.apply(value);
        });
    }

    static boolean exist(String name) {
        return ALL.containsKey(name);
    }

    static Object apply(String name, Object value, Arguments arguments) {
        Filter filter = ALL.get(name);
        if (filter == null) throw TemplateError.failed("No filter named '" + name + "' found.");
        return filter.apply(value, arguments);
    }

    private static Object absolute(Object value) {
        if (value instanceof Undefined undefined) throw undefined.failure();
        if (!Numbers.isNumber(value)) throw TemplateError.failed("bad operand type for abs(): '" + Types.name(value) + "'");
        return Numbers.absolute(value);
    }

    private static Object attribute(Object value, Arguments arguments) {
        String name = arguments.bind("attr", 1, "name").text(0);
        if (value instanceof Undefined undefined) throw undefined.failure();
        Object member = Members.member(value, name);
        return member == Members.ABSENT ? Undefined.member(value, name) : member;
    }

    private static Object orDefault(Object value, Arguments arguments) {
        var given = arguments.bind("default", 0, "default_value", "boolean");
        boolean absent = value instanceof Undefined || given.flag(1, false) && !Types.isTrue(value);
        return absent ? given.get(0, "") : value;
    }

    private static Object toFloat(Object value, Arguments arguments) {
        Object fallback = arguments.bind("float", 0, "default").get(0, 0.0);
        if (value instanceof Undefined undefined) throw undefined.failure();
        Double number = asFloat(value);
        return number == null ? fallback : number;
    }

    private static Double asFloat(Object value) {
        if (Numbers.isNumber(value)) return Numbers.real(value);
        return Types.isText(value) ? Numbers.parseFloat(Types.asText(value)) : null;
    }

    private static Object toInt(Object value, Arguments arguments) {
        var given = arguments.bind("int", 0, "default", "base");
        if (value instanceof Undefined undefined) throw undefined.failure();
        if (Numbers.isWhole(value)) return Numbers.normal(Numbers.big(value));
        Object parsed = Types.isText(value) ? Numbers.parseInt(Types.asText(value), (int) given.integer(1, 10)) : null;
        if (parsed != null) return parsed;
        Double number = asFloat(value);
        if (value instanceof Double && Double.isInfinite(number)) throw TemplateError.failed("cannot convert float infinity to integer");
        Object whole = number == null ? null : Numbers.truncate(number);
        return whole == null ? given.get(0, 0L) : whole;
    }

    private static Object round(Object value, Arguments arguments) {
        var given = arguments.bind("round", 0, "precision", "method");
        long precision = given.integer(0, 0);
        String method = given.has(1) ? given.text(1) : "common";
        if (value instanceof Undefined undefined) throw undefined.failure();
        if (!Numbers.isNumber(value)) throw TemplateError.failed("type " + Types.name(value) + " doesn't define __round__ method");
        double scale = Math.pow(10, precision);
        return switch (method) {
            case "common" -> Numbers.round(value, precision);
            case "ceil" -> (Math.ceil(Numbers.real(value) * scale) + 0.0) / scale;
            case "floor" -> (Math.floor(Numbers.real(value) * scale) + 0.0) / scale;
            default -> throw TemplateError.failed("method must be common, ceil or floor");
        };
    }

    private static Object toJson(Object value, Arguments arguments) {
        var given = arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        Object indent = given.get(1, null);
        String indentation = indent == null ? null : Types.isText(indent) ? Types.asText(indent) : Strings.repeat(" ", Numbers.index(indent));
        String[] separators = {indent == null ? ", " : ",", ": "};
        if (given.get(2, null) != null) {
            var pair = Iteration.list(given.get(2));
            boolean areTexts = pair.size() == 2 && Types.isText(pair.get(0)) && Types.isText(pair.get(1));
            if (!areTexts) throw TemplateError.failed("tojson separators must be two texts");
            separators = new String[]{Types.asText(pair.get(0)), Types.asText(pair.get(1))};
        }
        return new Json(given.flag(0, false), indentation, separators[0], separators[1], given.flag(3, false)).write(value);
    }
}
