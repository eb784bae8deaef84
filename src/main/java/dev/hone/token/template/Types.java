package dev.hone.token.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/// What Python knows about every value: its type, whether it is true, and how it compares.
///
/// Values are plain Java objects: `null` for None, [Boolean], [Long] and [BigInteger] (only where a long is too
/// small), [Double], [String], [Markup], [List], [Tuple], [Dict], [DictView], [Range], [Generator], [Namespace],
/// [Undefined], [Callable], and a loop's own [LoopState].
final class Types {
    private enum Special { NONE, UNDEFINED }

    private Types() { }

    static String name(Object value) {
        return switch (value) {
            case null -> "NoneType";
            case Boolean _ -> "bool";
            case Long _, BigInteger _ -> "int";
            case Double _ -> "float";
            case String _ -> "str";
            case Markup _ -> "Markup";
            case List<?> _ -> "list";
            case Tuple _ -> "tuple";
            case Dict _ -> "dict";
            case DictView view -> view.typeName();
            case Range _ -> "range";
            case Generator generator -> generator.typeName();
            case Namespace _ -> "TemplateNamespace";
            case Undefined _ -> "Undefined";
            case LoopState _ -> "LoopContext";
            case Macro _ -> "Macro";
            default -> "function";
        };
    }

    static boolean isText(Object value) {
        return value instanceof String || value instanceof Markup;
    }

    /// The text itself, or null when the value is not a text.
    static String asText(Object value) {
        return value instanceof String text ? text : value instanceof Markup markup ? markup.text() : null;
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case null -> false;
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case Markup markup -> !markup.text().isEmpty();
            case List<?> list -> !list.isEmpty();
            case Tuple tuple -> !tuple.items().isEmpty();
            case Dict dict -> dict.size() > 0;
            case DictView view -> view.dict().size() > 0;
            case Range range -> range.size() > 0;
            case Undefined _ -> false;
            case LoopState loop -> loop.length() > 0;
            default -> true;
        };
    }

    static boolean areEqual(Object a, Object b) {
        if (a == b) return true;
        Budget.step();
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) return Numbers.compare(a, b) == 0;
        if (isText(a) && isText(b)) return asText(a).equals(asText(b));
        return switch (a) {
            case List<?> list -> b instanceof List<?> other && areAllEqual(list, other);
            case Tuple tuple -> b instanceof Tuple other && areAllEqual(tuple.items(), other.items());
            case Dict dict -> b instanceof Dict other && areDictsEqual(dict, other);
            case DictView view -> b instanceof DictView other && areViewsEqual(view, other);
            case Range range -> b instanceof Range other && areRangesEqual(range, other);
            case Undefined _ -> b instanceof Undefined;
            case null, default -> false;
        };
    }

    private static boolean areAllEqual(List<?> a, List<?> b) {
        if (a.size() != b.size()) return false;
        for (int i = 0; i < a.size(); i++) if (!areEqual(a.get(i), b.get(i))) return false;
        return true;
    }

    private static final Object MISSING = new Object();

    private static boolean areDictsEqual(Dict a, Dict b) {
        if (a.size() != b.size()) return false;
        for (Object key : a.keys()) {
            Object other = b.get(key, MISSING);
            if (other == MISSING || !areEqual(a.get(key, null), other)) return false;
        }
        return true;
    }

    private static boolean areViewsEqual(DictView a, DictView b) {
        if (a.part() == DictView.Part.VALUES || b.part() == DictView.Part.VALUES) return false;
        List<Object> others = b.elements();
        if (a.elements().size() != others.size()) return false;
        for (Object element : a.elements()) {
            if (others.stream().noneMatch(other -> areEqual(element, other))) return false;
        }
        return true;
    }

    private static boolean areRangesEqual(Range a, Range b) {
        if (a.size() != b.size()) return false;
        return a.size() == 0 || a.start() == b.start() && (a.size() == 1 || a.step() == b.step());
    }

    /// Below, at or above zero as `a` is less than, equal to or greater than `b`; values without an order fail.
    static int compare(Object a, Object b, String relation) {
        Budget.step();
        if (a instanceof Undefined undefined) throw undefined.failure();
        if (b instanceof Undefined undefined) throw undefined.failure();
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) return Numbers.compare(a, b);
        if (isText(a) && isText(b)) return Strings.compare(asText(a), asText(b));
        if (a instanceof List<?> list && b instanceof List<?> other) return compareAll(list, other, relation);
        if (a instanceof Tuple tuple && b instanceof Tuple other) return compareAll(tuple.items(), other.items(), relation);
        throw TemplateError.failed("'" + relation + "' not supported between instances of '" + name(a) + "' and '" + name(b) + "'");
    }

    private static int compareAll(List<?> a, List<?> b, String relation) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!areEqual(a.get(i), b.get(i))) return compare(a.get(i), b.get(i), relation);
        }
        return Integer.compare(a.size(), b.size());
    }

    /// A Java object that is equal exactly where Python's dict takes two keys as the same.
    static Object hashable(Object value) {
        return switch (value) {
            case null -> Special.NONE;
            case String text -> text;
            case Markup markup -> markup.text();
            case Boolean truth -> truth ? 1L : 0L;
            case Double number -> wholeOr(number);
            case Tuple tuple -> tuple.items().stream().map(Types::hashable).toList();
            case Undefined _ -> Special.UNDEFINED;
            case List<?> _, Dict _, DictView _ -> throw TemplateError.failed("unhashable type: '" + name(value) + "'");
            default -> value;
        };
    }

    private static Object wholeOr(double number) {
        boolean isWhole = number == Math.rint(number) && !Double.isInfinite(number);
        return isWhole ? Numbers.normal(new BigDecimal(number).toBigInteger()) : Double.valueOf(number);
    }

    static boolean isHashable(Object value) {
        return switch (value) {
            case null -> true;
            case List<?> _, Dict _, DictView _ -> false;
            case Tuple tuple -> tuple.items().stream().allMatch(Types::isHashable);
            default -> true;
        };
    }

    /// Python's `is`: the same object. Small values have no identity of their own here, so they are equal instead.
    static boolean areSame(Object a, Object b) {
        if (a == b) return true;
        if (a == null || b == null || a.getClass() != b.getClass()) return false;
        return (a instanceof String || a instanceof Boolean || a instanceof Long) && Objects.equals(a, b);
    }
}
