package dev.hone.token.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Python's arithmetic on bool, int and float. An int is a [Long], or a [BigInteger] where it does not fit.
final class Numbers {
    /// Python reads and prints no integer of more digits.
    static final int MOST_DIGITS = 4300;
    private static final int MOST_BITS = 1 << 17;

    private Numbers() { }

    static boolean isNumber(Object value) {
        return isWhole(value) || value instanceof Double;
    }

    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
    }

    static Object normal(BigInteger value) {
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    static BigInteger big(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            case Long number -> BigInteger.valueOf(number);
            default -> (BigInteger) value;
        };
    }

    static double real(Object value) {
        return value instanceof Double number ? number : value instanceof Long number ? number : big(value).doubleValue();
    }

    /// A number that Python accepts as an index or a count.
    static long index(Object value) {
        if (value instanceof Long number) return number;
        if (value instanceof Undefined undefined) throw undefined.failure();
        if (!isWhole(value)) throw TemplateError.failed("'" + Types.name(value) + "' object cannot be interpreted as an integer");
        BigInteger number = big(value);
        return number.bitLength() < 64 ? number.longValue() : number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    static int compare(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) return Long.compare(x, y);
        if (a instanceof Double || b instanceof Double) return compareReal(a, b);
        return big(a).compareTo(big(b));
    }

    /// NaN compares as greater than everything, itself included, so that nothing equals it.
    private static int compareReal(Object a, Object b) {
        double x = real(a);
        double y = real(b);
        if (Double.isNaN(x) || Double.isNaN(y)) return 1;
        if (Double.isInfinite(x) || Double.isInfinite(y) || a instanceof Double && b instanceof Double) return x < y ? -1 : x > y ? 1 : 0;
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Object value) {
        return value instanceof Double number ? new BigDecimal(number) : new BigDecimal(big(value));
    }

    static Object add(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) return real(a) + real(b);
        if (a instanceof Long x && b instanceof Long y) {
            long sum = x + y;
            if (((x ^ sum) & (y ^ sum)) >= 0) return sum;
        }
        return normal(big(a).add(big(b)));
    }

    static Object subtract(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) return real(a) - real(b);
        if (a instanceof Long x && b instanceof Long y) {
            long difference = x - y;
            if (((x ^ y) & (x ^ difference)) >= 0) return difference;
        }
        return normal(big(a).subtract(big(b)));
    }

    static Object multiply(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) return real(a) * real(b);
        BigInteger x = big(a);
        BigInteger y = big(b);
        refuseHuge((long) x.bitLength() + y.bitLength());
        return normal(x.multiply(y));
    }

    static Object divide(Object a, Object b) {
        refuseZero(b, a instanceof Double || b instanceof Double ? "float division by zero" : "division by zero");
        if (a instanceof Double || b instanceof Double) return real(a) / real(b);
        if (big(a).signum() == 0) return big(b).signum() < 0 ? -0.0 : 0.0;
        return new BigDecimal(big(a)).divide(new BigDecimal(big(b)), java.math.MathContext.DECIMAL128).doubleValue();
    }

    static Object floorDivide(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) {
            refuseZero(b, "float floor division by zero");
            double remainder = (double) remainder(a, b);
            double quotient = Math.rint((real(a) - remainder) / real(b));
            return quotient == 0 ? Math.copySign(0.0, real(a) / real(b)) : quotient;
        }
        refuseZero(b, "integer division or modulo by zero");
        BigInteger[] parts = big(a).divideAndRemainder(big(b));
        boolean below = parts[1].signum() != 0 && parts[1].signum() != big(b).signum();
        return normal(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }

    /// The sign follows the divisor, as in Python.
    static Object remainder(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) {
            refuseZero(b, "float modulo");
            double divisor = real(b);
            double rest = real(a) % divisor;
            if (rest == 0) return Math.copySign(0.0, divisor);
            return rest < 0 != divisor < 0 ? rest + divisor : rest;
        }
        refuseZero(b, "integer division or modulo by zero");
        BigInteger rest = big(a).remainder(big(b));
        return normal(rest.signum() != 0 && rest.signum() != big(b).signum() ? rest.add(big(b)) : rest);
    }

    static Object power(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) return realPower(real(a), real(b));
        BigInteger exponent = big(b);
        if (exponent.signum() < 0) return realPower(real(a), real(b));
        BigInteger base = big(a);
        int bits = base.abs().bitLength();
        if (bits > 1) refuseHuge(exponent.bitLength() > 31 ? Long.MAX_VALUE : exponent.longValue() * bits);
        return normal(bits > 1 ? base.pow(exponent.intValue())
                : base.signum() >= 0 ? base.pow(exponent.signum()) : exponent.testBit(0) ? base : BigInteger.ONE);
    }

    private static Object realPower(double base, double exponent) {
        if (base == 0 && exponent < 0) throw TemplateError.failed("0.0 cannot be raised to a negative power");
        double result = Math.pow(base, exponent);
        if (Double.isInfinite(result) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
            throw TemplateError.failed("(34, 'Numerical result out of range')");
        }
        return result;
    }

    static Object negate(Object value) {
        return value instanceof Double number ? (Object) (-number) : normal(big(value).negate());
    }

    static Object absolute(Object value) {
        return value instanceof Double number ? (Object) Math.abs(number) : normal(big(value).abs());
    }

    private static void refuseZero(Object divisor, String message) {
        if (real(divisor) == 0) throw TemplateError.failed(message);
    }

    private static void refuseHuge(long bits) {
        if (bits > MOST_BITS) throw TemplateError.limit("the template computes an integer of more than " + MOST_BITS + " bits");
        Budget.text(bits / 8);
    }

    /// Rounds half to even, on the exact binary value; an int stays an int.
    static Object round(Object value, long digits) {
        if (value instanceof Double number) {
            if (Double.isNaN(number) || Double.isInfinite(number) || digits > 340) return number;
            if (digits < -340) return Math.copySign(0.0, number);
            double rounded = new BigDecimal(number).setScale((int) digits, RoundingMode.HALF_EVEN).doubleValue();
            return rounded == 0 ? Math.copySign(0.0, number) : rounded;
        }
        if (digits >= 0) return normal(big(value));
        if (digits < -MOST_DIGITS) return 0L;
        return normal(new BigDecimal(big(value)).setScale((int) digits, RoundingMode.HALF_EVEN).toBigInteger());
    }

    /// Cuts off the fraction; null for an infinity or NaN.
    static Object truncate(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? null : normal(new BigDecimal(value).toBigInteger());
    }

    /// An int written in a base (0: by its prefix), as Python's `int(text, base)` reads it; null where it is none.
    static Object parseInt(String written, int base) {
        String text = withoutUnderscores(Strings.strip(written).toLowerCase(java.util.Locale.ROOT));
        if (text == null || text.isEmpty()) return null;
        boolean negative = text.charAt(0) == '-';
        if (negative || text.charAt(0) == '+') text = text.substring(1);
        int prefixed = text.startsWith("0x") ? 16 : text.startsWith("0o") ? 8 : text.startsWith("0b") ? 2 : 0;
        if (prefixed > 0 && (base == 0 || base == prefixed)) {
            text = text.substring(2);
            base = prefixed;
        } else if (base == 0) {
            base = 10;
        }
        if (text.isEmpty() || text.charAt(0) == '-' || text.charAt(0) == '+' || text.length() > MOST_DIGITS) return null;
        try {
            BigInteger value = new BigInteger(text, base);
            return normal(negative ? value.negate() : value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// A float as Python's `float(text)` reads it; null where it is none.
    static Double parseFloat(String written) {
        String text = withoutUnderscores(Strings.strip(written).toLowerCase(java.util.Locale.ROOT));
        if (text == null) return null;
        String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        double sign = text.startsWith("-") ? -1 : 1;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) return sign * Double.POSITIVE_INFINITY;
        if (unsigned.equals("nan")) return Double.NaN;
        return isDecimal(unsigned) ? sign * Double.parseDouble(ascii(unsigned)) : null;
    }

    private static boolean isDecimal(String text) {
        int i = digits(text, 0);
        int count = i;
        if (i < text.length() && text.charAt(i) == '.') {
            int end = digits(text, i + 1);
            count += end - i - 1;
            i = end;
        }
        if (count == 0) return false;
        if (i < text.length() && text.charAt(i) == 'e') {
            int start = i + 1 < text.length() && "+-".indexOf(text.charAt(i + 1)) >= 0 ? i + 2 : i + 1;
            i = digits(text, start);
            if (i == start) return false;
        }
        return i == text.length();
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && Character.isDigit(text.charAt(i))) i++;
        return i;
    }

    private static String ascii(String text) {
        var result = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) result.setCharAt(i, (char) ('0' + Character.digit(text.charAt(i), 10)));
        }
        return result.toString();
    }

    /// Underscores may stand between digits; null where one stands elsewhere.
    private static String withoutUnderscores(String text) {
        for (int i = text.indexOf('_'); i >= 0; i = text.indexOf('_', i + 1)) {
            boolean between = i > 0 && i + 1 < text.length()
                    && Character.isLetterOrDigit(text.charAt(i - 1)) && Character.isLetterOrDigit(text.charAt(i + 1));
            if (!between) return null;
        }
        return text.replace("_", "");
    }
}
