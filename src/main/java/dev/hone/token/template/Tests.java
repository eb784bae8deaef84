package dev.hone.token.template;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/// The catalogue of tests, `value is name(argument)`.
final class Tests {
    @FunctionalInterface
    private interface Test {
        boolean holds(Object value, Arguments arguments);
    }

    private static final Map<String, Test> ALL = new HashMap<>();

    static {
        plain("defined", value -> !(value instanceof Undefined));
        plain("undefined", value -> value instanceof Undefined);
        plain("none", value -> value == null);
        plain("boolean", value -> value instanceof Boolean);
        plain("true", Boolean.TRUE::equals);
        plain("false", Boolean.FALSE::equals);
        plain("integer", value -> Numbers.isWhole(value) && !(value instanceof Boolean));
        plain("float", value -> value instanceof Double);
        plain("number", Numbers::isNumber);
        plain("string", Types::isText);
        plain("mapping", value -> value instanceof Dict);
        plain("sequence", Tests::isSequence);
        plain("iterable", Iteration::isPossible);
        plain("callable", value -> value instanceof Callable || value instanceof Undefined);
        plain("escaped", value -> value instanceof Markup);
        plain("lower", value -> TextMethods.isLower(Printed.text(value)));
        plain("upper", value -> TextMethods.isUpper(Printed.text(value)));
        plain("odd", value -> Types.areEqual(remainder(value, 2L), 1L));
        plain("even", value -> Types.areEqual(remainder(value, 2L), 0L));
        plain("filter", value -> Types.isText(value) && Filters.exist(Types.asText(value)));
        plain("test", value -> Types.isText(value) && exist(Types.asText(value)));
        binary((value, other) -> Types.areEqual(remainder(value, other), 0L), "divisibleby");
        binary(Types::areSame, "sameas");
        binary((value, container) -> Iteration.contains(container, value), "in");
        binary(Types::areEqual, "eq", "equalto", "==");
        binary((a, b) -> !Types.areEqual(a, b), "ne", "!=");
        binary((a, b) -> Types.compare(a, b, ">") > 0, "gt", "greaterthan", ">");
        binary((a, b) -> Types.compare(a, b, ">=") >= 0, "ge", ">=");
        binary((a, b) -> Types.compare(a, b, "<") < 0, "lt", "lessthan", "<");
        binary((a, b) -> Types.compare(a, b, "<=") <= 0, "le", "<=");
    }

    private Tests() { }

    private static void plain(String name, Predicate<Object> test) {
        ALL.put(name, (value, arguments) -> {
            arguments.bind(name, 0);
            return test.test(value);
        });
    }

    private static void binary(BiPredicate<Object, Object> test, String... names) {
        for (String name : names) ALL.put(name, (value, arguments) -> test.test(value, arguments.bind(name, 1, "other").get(0)));
    }

    static boolean exist(String name) {
        return ALL.containsKey(name);
    }

    static Object apply(String name, Object value, Arguments arguments) {
        Test test = ALL.get(name);
        if (test == null) throw TemplateError.failed("No test named '" + name + "' found.");
        return test.holds(value, arguments);
    }

    private static Object remainder(Object value, Object divisor) {
        return Operations.binary(Expr.Operator.REMAINDER, value, divisor);
    }

    /// Sized and with elements to be asked for: a generator and a dict's view are not.
    private static boolean isSequence(Object value) {
        return Iteration.hasLength(value) && !(value instanceof DictView) && !(value instanceof LoopState);
    }
}
