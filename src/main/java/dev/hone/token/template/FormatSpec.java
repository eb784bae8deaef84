package dev.hone.token.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's format specification, the part after the colon in `{:>10.2f}`; `%`-formats use its numbers too.
/// @param fill      what pads, one character
/// @param align     `<`, `>`, `^`, `=`, or empty for the type's own
/// @param sign      `+`, `-`, a space, or empty
/// @param alternate `#`: prefixes 0x, 0o, 0b
/// @param zero      pad numbers with zeros after the sign
/// @param width     least width, or -1
/// @param grouping  `,` or `_` between groups of digits, or empty
/// @param precision digits after the point, or most characters of a text; -1 when not given
/// @param type      the last letter, or 0
record FormatSpec(String fill, String align, String sign, boolean alternate, boolean zero, int width, String grouping, int precision, char type) {
    private static final Pattern FORM = Pattern.compile(
            "(?:(.)?([<>=^]))?([-+ ]?)z?(#?)(0?)(\\d*)([,_]?)(?:\\.(\\d+))?([a-zA-Z%]?)", Pattern.DOTALL);

    static FormatSpec parse(String spec) {
        Matcher form = FORM.matcher(spec);
        if (!form.matches()) throw TemplateError.failed("Invalid format specifier '" + spec + "'");
        String fill = form.group(1) == null ? null : form.group(1);
        String align = form.group(2) == null ? "" : form.group(2);
        boolean zero = !form.group(5).isEmpty();
        return new FormatSpec(fill != null ? fill : zero ? "0" : " ", align, form.group(3), !form.group(4).isEmpty(),
                zero && align.isEmpty(), size(form.group(6)), form.group(7), size(form.group(8)),
                form.group(9).isEmpty() ? 0 : form.group(9).charAt(0));
    }

    static int size(String digits) {
        if (digits == null || digits.isEmpty()) return -1;
        if (digits.length() > 9) throw TemplateError.failed("Too many decimal digits in format string");
        return Integer.parseInt(digits);
    }

    String format(Object value) {
        return switch (value) {
            case String text -> text(text);
            case Markup markup -> text(markup.text());
            case Boolean _, Long _, BigInteger _ -> "eEfFgG%".indexOf(type) > -1 && type != 0 ? real(Numbers.real(value)) : integer(Numbers.big(value));
            case Double number -> real(number);
            case null, default -> throw TemplateError.failed("unsupported format string passed to " + Types.name(value) + ".__format__");
        };
    }

    private String text(String text) {
        if (type != 0 && type != 's') throw unknown("str");
        if (align.equals("=")) throw TemplateError.failed("'=' alignment not allowed in string format specifier");
        String cut = precision >= 0 && precision < Strings.length(text) ? Strings.part(text, 0, precision) : text;
        return padded("", cut, "<");
    }

    private TemplateError unknown(String valueType) {
        return TemplateError.failed("Unknown format code '" + type + "' for object of type '" + valueType + "'");
    }

    private String integer(BigInteger value) {
        if (precision >= 0) throw TemplateError.failed("Precision not allowed in integer format specifier");
        if (type == 'c') return padded("", Character.toString(value.intValue()), "<");
        int base = switch (type) {
            case 0, 'd', 'n' -> 10;
            case 'x', 'X' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> throw unknown("int");
        };
        String digits = base == 10 ? Printed.integer(value.abs()) : value.abs().toString(base);
        if (type == 'X') digits = digits.toUpperCase(Locale.ROOT);
        String prefix = alternate && base != 10 ? "0" + type : "";
        return number(value.signum() < 0, prefix, digits, "", base == 10 ? 3 : 4);
    }

    private String real(double value) {
        String unsigned = type == '%' ? percent(value) : digits(Math.abs(value), type, precision, alternate);
        int point = unsigned.indexOf('.');
        int exponent = unsigned.indexOf('e') >= 0 ? unsigned.indexOf('e') : unsigned.indexOf('E');
        int whole = point >= 0 ? point : exponent >= 0 ? exponent : unsigned.endsWith("%") ? unsigned.length() - 1 : unsigned.length();
        if (!Character.isDigit(unsigned.charAt(0))) whole = 0;
        boolean negative = value < 0 || value == 0 && 1 / value < 0;
        return number(negative, "", unsigned.substring(0, whole), unsigned.substring(whole), 3);
    }

    private String percent(double value) {
        return digits(Math.abs(value * 100), 'f', precision, alternate) + "%";
    }

    /// A float's digits without its sign.
    static String digits(double value, char type, int precision, boolean alternate) {
        boolean upper = Character.isUpperCase(type);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            String name = Double.isNaN(value) ? "nan" : "inf";
            return upper ? name.toUpperCase(Locale.ROOT) : name;
        }
        int digits = precision < 0 ? 6 : precision;
        Budget.text(digits);
        String result = switch (Character.toLowerCase(type)) {
            case 'f' -> new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
            case 'e' -> scientific(new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN)), digits);
            case 'g', 'n' -> general(value, Math.max(1, digits), alternate);
            case 0 -> precision < 0 ? Printed.real(value) : generalWithPoint(value, Math.max(1, digits));
            default -> throw TemplateError.failed("Unknown format code '" + type + "' for object of type 'float'");
        };
        return upper ? result.toUpperCase(Locale.ROOT) : result;
    }

    private static String scientific(BigDecimal value, int digits) {
        String all = value.unscaledValue().toString();
        int exponent = value.signum() == 0 ? 0 : all.length() - 1 - value.scale();
        String padded = value.signum() == 0 ? "0".repeat(digits + 1) : all + "0".repeat(Math.max(0, digits + 1 - all.length()));
        String mantissa = digits == 0 ? padded.substring(0, 1) : padded.charAt(0) + "." + padded.substring(1, digits + 1);
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private static String general(double value, int digits, boolean keepZeros) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        boolean plain = exponent >= -4 && exponent < digits;
        String result = plain ? rounded.setScale(digits - 1 - exponent, RoundingMode.HALF_EVEN).toPlainString() : scientific(rounded, digits - 1);
        return keepZeros ? result : withoutZeros(result);
    }

    private static String withoutZeros(String number) {
        int exponent = number.indexOf('e');
        String mantissa = exponent < 0 ? number : number.substring(0, exponent);
        if (mantissa.indexOf('.') >= 0) {
            mantissa = Strings.stripEnd(mantissa, "0");
            if (mantissa.endsWith(".")) mantissa = mantissa.substring(0, mantissa.length() - 1);
        }
        return exponent < 0 ? mantissa : mantissa + number.substring(exponent);
    }

    /// Without a type letter a precision means as many digits, but always at least one after the point.
    private static String generalWithPoint(double value, int digits) {
        String result = general(value, digits, false);
        int exponent = value == 0 ? 0 : new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)).precision()
                - new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)).scale() - 1;
        if (result.indexOf('e') < 0 && exponent == digits - 1 && digits > 0 && value != 0) {
            return withoutZeros(scientific(new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)), digits - 1));
        }
        return result.indexOf('.') < 0 && result.indexOf('e') < 0 ? result + ".0" : result;
    }

    private String number(boolean negative, String prefix, String whole, String rest, int group) {
        String before = (negative ? "-" : sign.equals("-") ? "" : sign) + prefix;
        String digits = grouping.isEmpty() ? whole : grouped(whole, group);
        if (zero || align.equals("=")) {
            int missing = width - before.length() - digits.length() - rest.length();
            if (missing > 0) digits = zero && !grouping.isEmpty() ? groupedZeros(whole, width - before.length() - rest.length(), group)
                    : Strings.repeat(fill, missing) + digits;
            return before + digits + rest;
        }
        return padded(before, digits + rest, ">");
    }

    private String grouped(String digits, int group) {
        var result = new StringBuilder(digits);
        for (int i = digits.length() - group; i > 0; i -= group) result.insert(i, grouping);
        return result.toString();
    }

    private String groupedZeros(String digits, int width, int group) {
        String result = grouped(digits, group);
        String longer = digits;
        while (result.length() < width) {
            longer = "0" + longer;
            result = grouped(longer, group);
            Budget.step();
        }
        return result;
    }

    private String padded(String before, String text, String ownAlign) {
        String whole = before + text;
        return switch (align.isEmpty() ? ownAlign : align) {
            case "<" -> Strings.pad(whole, width, fill, 0);
            case "^" -> Strings.pad(whole, width, fill, 0.5);
            default -> Strings.pad(whole, width, fill, 1);
        };
    }
}
