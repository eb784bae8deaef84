package dev.hone.reward.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// An exact fraction in lowest terms.
/// @param denominator above 0
record Rational(BigInteger numerator, BigInteger denominator) implements Comparable<Rational> {
    static final Rational ZERO = of(0);
    static final Rational ONE = of(1);

    Rational {
        if (denominator.signum() == 0) throw new ArithmeticException("division by zero");
        BigInteger divisor = numerator.gcd(denominator).multiply(BigInteger.valueOf(denominator.signum()));
        numerator = numerator.divide(divisor);
        denominator = denominator.divide(divisor);
    }

    static Rational of(long whole) {
        return new Rational(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    static Rational of(BigInteger whole) {
        return new Rational(whole, BigInteger.ONE);
    }

    /// @param text such as `12`, `.5`, `3E-8`
    /// @throws MathFault for a power of ten that nobody writes out
    static Rational parse(String text) {
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new MathFault(text + " is no number");
        }
        if (Math.abs((long) value.scale()) > 10_000) throw new MathFault("too large or too small a number");
        return value.scale() <= 0 ? of(value.toBigIntegerExact()) : new Rational(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
    }

    boolean isWhole() {
        return denominator.equals(BigInteger.ONE);
    }

    int signum() {
        return numerator.signum();
    }

    Rational plus(Rational other) {
        return new Rational(numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)), denominator.multiply(other.denominator));
    }

    Rational times(Rational other) {
        return new Rational(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Rational negated() {
        return new Rational(numerator.negate(), denominator);
    }

    Rational inverse() {
        return new Rational(denominator, numerator);
    }

    Rational power(int exponent) {
        if (exponent < 0) return inverse().power(-exponent);
        return new Rational(numerator.pow(exponent), denominator.pow(exponent));
    }

    /// How many bits the larger part has.
    int bits() {
        return Math.max(numerator.bitLength(), denominator.bitLength());
    }

    double toDouble() {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), MathContext.DECIMAL64).doubleValue();
    }

    @Override
    public int compareTo(Rational other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }
}
