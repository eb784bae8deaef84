package dev.hone.token.template;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `'%s has %d' % (name, count)`
final class PercentFormat {
    private static final Pattern DIRECTIVE = Pattern.compile(
            "%(?:\\(((?:[^()]|\\([^()]*\\))*)\\))?([-+ #0]*)(\\*|\\d*)(?:\\.(\\*|\\d*))?[hlL]?(.?)", Pattern.DOTALL);

    private final Object all;
    private final Iterator<Object> positional;
    private final boolean escapes;

    private PercentFormat(Object all, boolean escapes) {
        this.all = all;
        this.positional = (all instanceof Tuple(List<Object> items, _) ? items : java.util.Collections.singletonList(all)).iterator();
        this.escapes = escapes;
    }

    static Object fill(Object format, Object values) {
        String text = Types.asText(format);
        boolean isMarkup = format instanceof Markup;
        String result = new PercentFormat(values, isMarkup).fill(text);
        return isMarkup ? new Markup(result) : result;
    }

    private String fill(String format) {
        Budget.text(format.length());
        var result = new StringBuilder();
        Matcher directive = DIRECTIVE.matcher(format);
        int from = 0;
        boolean usesNames = false;
        while (directive.find(from)) {
            result.append(format, from, directive.start());
            usesNames |= directive.group(1) != null;
            String filled = directive(directive);
            Budget.text((long) result.length() + filled.length());
            result.append(filled);
            from = directive.end();
        }
        result.append(format, from, format.length());
        boolean mayBeLeft = usesNames || all instanceof Dict || all instanceof List<?> || all instanceof Range || all instanceof Undefined;
        if (positional.hasNext() && !mayBeLeft) throw TemplateError.failed("not all arguments converted during string formatting");
        return result.toString();
    }

    private String directive(Matcher directive) {
        char type = directive.group(5).isEmpty() ? 0 : directive.group(5).charAt(0);
        if (type == '%') return "%";
        if (type == 0) throw TemplateError.failed("incomplete format");
        String flags = directive.group(2);
        int width = size(directive.group(3), -1);
        int precision = directive.group(4) == null ? -1 : size(directive.group(4), 0);
        boolean left = flags.contains("-") || width < -1;
        Object value = directive.group(1) != null ? named(directive.group(1)) : next();
        String text = convert(value, type, flags, precision);
        int least = Math.abs(width);
        boolean zeros = flags.contains("0") && !left && "diuoxXeEfFgG".indexOf(type) >= 0 && !text.endsWith("inf") && !text.endsWith("nan");
        if (!zeros) return Strings.pad(text, width == -1 ? 0 : least, " ", left ? 0 : 1);
        int sign = !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
        return text.substring(0, sign) + Strings.pad(text.substring(sign), (long) least - sign, "0", 1);
    }

    private int size(String written, int absent) {
        if (written == null || written.isEmpty()) return absent;
        if (!written.equals("*")) return FormatSpec.size(written);
        return Math.clamp(Numbers.index(next()), -(1 << 30), 1 << 30);
    }

    private Object next() {
        if (!positional.hasNext()) throw TemplateError.failed("not enough arguments for format string");
        return positional.next();
    }

    private Object named(String key) {
        if (!(all instanceof Dict dict)) throw TemplateError.failed("format requires a mapping");
        if (!dict.contains(key)) throw TemplateError.failed("KeyError: '" + key + "'");
        return dict.get(key, null);
    }

    private String convert(Object value, char type, String flags, int precision) {
        return switch (type) {
            case 's' -> cut(escapes ? Markup.escape(value).text() : Printed.text(value), precision);
            case 'r' -> cut(escapes ? Markup.escape(Printed.repr(value)).text() : Printed.repr(value), precision);
            case 'a' -> cut(Json.ascii(Printed.repr(value)), precision);
            case 'd', 'i', 'u' -> signed(integer(value, type), 10, flags, precision, "");
            case 'x', 'X', 'o' -> based(value, type, flags, precision);
            case 'e', 'E', 'f', 'F', 'g', 'G' -> real(value, type, flags, precision);
            case 'c' -> Types.isText(value) ? Types.asText(value) : Character.toString(integer(value, type).intValue());
            default -> throw TemplateError.failed("unsupported format character '" + type + "'");
        };
    }

    private static String cut(String text, int precision) {
        return precision >= 0 && precision < Strings.length(text) ? Strings.part(text, 0, precision) : text;
    }

    private static BigInteger integer(Object value, char type) {
        if (value instanceof Double number && type != 'x' && type != 'X' && type != 'o' && type != 'c' && Numbers.truncate(number) != null) {
            return Numbers.big(Numbers.truncate(number));
        }
        if (!Numbers.isWhole(value)) throw TemplateError.failed("%" + type + " format: a real number is required, not " + Types.name(value));
        return Numbers.big(value);
    }

    private static String based(Object value, char type, String flags, int precision) {
        String prefix = flags.contains("#") ? "0" + type : "";
        String result = signed(integer(value, type), type == 'o' ? 8 : 16, flags, precision, prefix.toLowerCase(Locale.ROOT));
        return type == 'X' ? result.toUpperCase(Locale.ROOT) : result;
    }

    private static String signed(BigInteger value, int base, String flags, int precision, String prefix) {
        String digits = base == 10 ? Printed.integer(value.abs()) : value.abs().toString(base);
        return sign(value.signum() < 0, flags) + prefix + Strings.pad(digits, precision, "0", 1);
    }

    private static String sign(boolean negative, String flags) {
        return negative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    }

    private static String real(Object value, char type, String flags, int precision) {
        if (!Numbers.isNumber(value)) throw TemplateError.failed("must be real number, not " + Types.name(value));
        double number = Numbers.real(value);
        boolean negative = number < 0 || number == 0 && 1 / number < 0;
        return sign(negative, flags) + FormatSpec.digits(Math.abs(number), type, precision, flags.contains("#"));
    }
}
