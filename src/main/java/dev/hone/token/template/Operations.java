package dev.hone.token.template;

import dev.hone.token.template.Expr.Operator;

import java.util.ArrayList;
import java.util.List;

/// The operators on all types: arithmetic on numbers, `+ * %` on texts, `+ *` on lists and tuples.
final class Operations {
    private Operations() { }

    static Object unary(Operator operator, Object operand) {
        if (operator == Operator.NOT) return !Types.isTrue(operand);
        if (operand instanceof Undefined undefined) throw undefined.failure();
        String sign = operator == Operator.NEGATE ? "-" : "+";
        if (!Numbers.isNumber(operand)) throw TemplateError.failed("bad operand type for unary " + sign + ": '" + Types.name(operand) + "'");
        if (operator == Operator.NEGATE) return Numbers.negate(operand);
        return operand instanceof Double ? operand : Numbers.normal(Numbers.big(operand));
    }

    static Object binary(Operator operator, Object left, Object right) {
        // First, since a format may be filled with a missing value: '%s' % missing prints nothing.
        if (operator == Operator.REMAINDER && Types.isText(left)) return PercentFormat.fill(left, right);
        if (left instanceof Undefined undefined) throw undefined.failure();
        if (right instanceof Undefined undefined) throw undefined.failure();
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) return arithmetic(operator, left, right);
        Object result = switch (operator) {
            case ADD -> join(left, right);
            case MULTIPLY -> Numbers.isWhole(right) ? repeat(left, right) : Numbers.isWhole(left) ? repeat(right, left) : null;
            default -> null;
        };
        if (result == null) throw unsupported(operator, left, right);
        return result;
    }

    private static Object arithmetic(Operator operator, Object left, Object right) {
        return switch (operator) {
            case ADD -> Numbers.add(left, right);
            case SUBTRACT -> Numbers.subtract(left, right);
            case MULTIPLY -> Numbers.multiply(left, right);
            case DIVIDE -> Numbers.divide(left, right);
            case FLOOR_DIVIDE -> Numbers.floorDivide(left, right);
            case REMAINDER -> Numbers.remainder(left, right);
            case POWER -> Numbers.power(left, right);
            case NEGATE, PLUS, NOT -> throw new IllegalArgumentException(operator + " has one operand");
        };
    }

    private static Object join(Object left, Object right) {
        if (Types.isText(left) && Types.isText(right)) {
            if (left instanceof String a && right instanceof String b) return joined(a, b);
            return new Markup(joined(Markup.escape(left).text(), Markup.escape(right).text()));
        }
        if (left instanceof List<?> a && right instanceof List<?> b) return joined(a, b);
        if (left instanceof Tuple a && right instanceof Tuple b) return new Tuple(joined(a.items(), b.items()));
        return null;
    }

    private static String joined(String a, String b) {
        Budget.text((long) a.length() + b.length());
        return a.concat(b);
    }

    private static List<Object> joined(List<?> a, List<?> b) {
        Budget.elements((long) a.size() + b.size());
        List<Object> result = new ArrayList<>(a.size() + b.size());
        result.addAll(a);
        result.addAll(b);
        return result;
    }

    private static Object repeat(Object value, Object times) {
        return switch (value) {
            case String text -> Strings.repeat(text, Numbers.index(times));
            case Markup markup -> new Markup(Strings.repeat(markup.text(), Numbers.index(times)));
            case List<?> list -> repeated(list, Numbers.index(times));
            case Tuple tuple -> new Tuple(repeated(tuple.items(), Numbers.index(times)));
            case null, default -> null;
        };
    }

    private static List<Object> repeated(List<?> list, long times) {
        List<Object> result = new ArrayList<>();
        if (list.isEmpty()) return result;
        Budget.elements(times > Integer.MAX_VALUE ? Integer.MAX_VALUE : Math.max(0, times) * list.size());
        for (long i = 0; i < times; i++) result.addAll(list);
        return result;
    }

    private static TemplateError unsupported(Operator operator, Object left, Object right) {
        if (operator == Operator.ADD && Types.isText(left)) {
            return TemplateError.failed("can only concatenate str (not \"" + Types.name(right) + "\") to str");
        }
        if (operator == Operator.ADD && left instanceof List<?>) {
            return TemplateError.failed("can only concatenate list (not \"" + Types.name(right) + "\") to list");
        }
        String sign = switch (operator) {
            case ADD -> "+";
            case SUBTRACT, NEGATE -> "-";
            case MULTIPLY -> "*";
            case DIVIDE -> "/";
            case FLOOR_DIVIDE -> "//";
            case REMAINDER -> "%";
            case POWER -> "** or pow()";
            case PLUS, NOT -> operator.name();
        };
        return TemplateError.failed("unsupported operand type(s) for " + sign + ": '" + Types.name(left) + "' and '" + Types.name(right) + "'");
    }
}
