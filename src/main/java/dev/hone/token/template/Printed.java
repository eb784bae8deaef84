package dev.hone.token.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;

/// Python's `str()` and `repr()`.
final class Printed {
    private Printed() { }

    static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Markup markup -> markup.text();
            case Undefined _ -> "";
            case null, default -> repr(value);
        };
    }

    static String repr(Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean truth -> truth ? "True" : "False";
            case Long number -> number.toString();
            case BigInteger number -> integer(number);
            case Double number -> real(number);
            default -> {
                var into = new StringBuilder();
                append(value, into);
                yield into.toString();
            }
        };
    }

    private static void append(Object value, StringBuilder into) {
        Budget.text(into.length() / 64);
        switch (value) {
            case String text -> quoted(text, into);
            case Markup markup -> {
                into.append("Markup(");
                quoted(markup.text(), into);
                into.append(')');
            }
            case List<?> list -> all(list, "[", "]", into);
            case Tuple(List<Object> items, _) -> all(items, "(", items.size() == 1 ? ",)" : ")", into);
            case Dict dict -> dict(dict, into);
            case DictView view -> all(view.elements(), view.typeName() + "([", "])", into);
            case Range(long start, long stop, long step) -> into.append("range(").append(start).append(", ").append(stop)
                    .append(step == 1 ? "" : ", " + step).append(')');
            case Undefined _ -> into.append("Undefined");
            case Namespace namespace -> namespace(namespace, into);
            case LoopState loop -> into.append("<LoopContext ").append(loop.index()).append('/').append(loop.length()).append('>');
            case Macro macro -> into.append("<Macro ").append(macro.name() == null ? "anonymous" : repr(macro.name())).append('>');
            case Generator generator -> into.append('<').append(generator.typeName()).append(" object>");
            case Callable _ -> into.append("<function>");
            case null, default -> into.append(repr(value));
        }
    }

    private static void all(List<?> items, String before, String after, StringBuilder into) {
        into.append(before);
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) into.append(", ");
            append(items.get(i), into);
        }
        into.append(after);
    }

    private static void dict(Dict dict, StringBuilder into) {
        into.append('{');
        String between = "";
        Iterator<Object> values = dict.values().iterator();
        for (Object key : dict.keys()) {
            into.append(between);
            append(key, into);
            into.append(": ");
            append(values.next(), into);
            between = ", ";
        }
        into.append('}');
    }

    private static void namespace(Namespace namespace, StringBuilder into) {
        var members = new Dict();
        namespace.members.forEach(members::put);
        into.append("<Namespace ");
        dict(members, into);
        into.append('>');
    }

    private static void quoted(String text, StringBuilder into) {
        Budget.text(text.length());
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        into.append(quote);
        text.codePoints().forEach(c -> quoted(c, quote, into));
        into.append(quote);
    }

    private static void quoted(int c, char quote, StringBuilder into) {
        switch (c) {
            case '\\' -> into.append("\\\\");
            case '\n' -> into.append("\\n");
            case '\r' -> into.append("\\r");
            case '\t' -> into.append("\\t");
            default -> {
                if (c == quote) into.append('\\').append(quote);
                else if (Strings.isPrintable(c)) into.appendCodePoint(c);
                else into.append(String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
            }
        }
    }

    static String integer(BigInteger number) {
        String digits = number.bitLength() > 15_000 ? null : number.toString();
        if (digits == null || digits.length() > Numbers.MOST_DIGITS + (number.signum() < 0 ? 1 : 0)) {
            throw TemplateError.failed("Exceeds the limit (" + Numbers.MOST_DIGITS + " digits) for integer string conversion");
        }
        return digits;
    }

    /// The shortest digits that read back as the same number; an exponent below 1e-4 and from 1e16 on.
    static String real(double value) {
        if (Double.isNaN(value)) return "nan";
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return 1 / value < 0 ? "-0.0" : "0.0";
        BigDecimal shortest = shortest(value);
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        String sign = value < 0 ? "-" : "";
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.abs().toPlainString();
            return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
        }
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /// Java writes at least two digits, where Python may need only one.
    private static BigDecimal shortest(double value) {
        BigDecimal written = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (written.precision() != 2) return written;
        BigDecimal single = written.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return single.doubleValue() == value ? single.stripTrailingZeros() : written;
    }
}
