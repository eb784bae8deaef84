package dev.hone.reward.math;

import java.math.BigInteger;

/// A number: exact as long as it can be, else in double precision.
sealed interface Value {
    /// Larger fractions go on in double precision, which bounds time and memory.
    int MOST_BITS = 20_000;

    double ROUNDING = 0x1p-52;

    record Exact(Rational rational) implements Value {}

    /// @param error how far off it may be; what cancels in a sum leaves zero with the error of its parts
    record Approximate(Complex complex, double error) implements Value {}

    static Value of(Rational rational) {
        return rational.bits() > MOST_BITS ? of(Complex.of(rational.toDouble())) : new Exact(rational);
    }

    static Value of(Complex complex) {
        return new Approximate(complex, ROUNDING * complex.abs());
    }

    /// The value of a function, which rounds its argument too.
    static Value of(Complex complex, double largestArgument) {
        return new Approximate(complex, ROUNDING * (complex.abs() + largestArgument));
    }

    private double error() {
        return switch (this) {
            case Exact _ -> ROUNDING * complex().abs();
            case Approximate(_, var error) -> error;
        };
    }

    default Complex complex() {
        return switch (this) {
            case Exact(var rational) -> Complex.of(rational.toDouble());
            case Approximate(var complex, _) -> complex;
        };
    }

    default boolean isFinite() {
        return this instanceof Exact || complex().isFinite();
    }

    default Value plus(Value other) {
        if (this instanceof Exact(var a) && other instanceof Exact(var b)) return of(a.plus(b));
        Complex sum = complex().plus(other.complex());
        return new Approximate(sum, error() + other.error() + ROUNDING * sum.abs());
    }

    default Value times(Value other) {
        if (this instanceof Exact(var a) && other instanceof Exact(var b)) return of(a.times(b));
        Complex a = complex();
        Complex b = other.complex();
        Complex product = a.times(b);
        return new Approximate(product, a.abs() * other.error() + b.abs() * error() + ROUNDING * product.abs());
    }

    default Value power(Value exponent) {
        if (this instanceof Exact(var base) && exponent instanceof Exact(var power)) {
            if (base.signum() == 0 && power.signum() < 0) return of(Complex.of(Double.NaN));
            if (power.isWhole() && power.numerator().bitLength() < 31) {
                int whole = power.numerator().intValue();
                if ((long) base.bits() * Math.abs((long) whole) <= MOST_BITS) return of(base.power(whole));
            }
            Rational root = exactRoot(base, power);
            if (root != null) return of(root);
        }
        return of(complex().power(exponent.complex()));
    }

    /// `sqrt(9/4)` and other square roots that are fractions; else null.
    private static Rational exactRoot(Rational base, Rational power) {
        if (!power.denominator().equals(BigInteger.TWO) || base.signum() < 0 || power.numerator().bitLength() > 8) return null;
        var over = base.numerator().sqrtAndRemainder();
        var under = base.denominator().sqrtAndRemainder();
        if (over[1].signum() != 0 || under[1].signum() != 0) return null;
        return new Rational(over[0], under[0]).power(power.numerator().intValue());
    }

    /// Whether two numbers are the same, up to what double precision loses.
    default boolean same(Value other) {
        if (this instanceof Exact(var a) && other instanceof Exact(var b)) return a.equals(b);
        Complex a = complex();
        Complex b = other.complex();
        if (!a.isFinite() || !b.isFinite()) return a.equals(b);
        double apart = a.minus(b).abs();
        double larger = Math.max(a.abs(), b.abs());
        return apart <= 1e-11 * larger || apart <= 8 * (error() + other.error());
    }

    /// Whether two numbers agree when rounded to six places after the point. A whole number is never a rounded one.
    default boolean sameRounded(Value other) {
        if (isWhole() || other.isWhole()) return same(other);
        Complex a = complex();
        Complex b = other.complex();
        if (!a.isFinite() || !b.isFinite()) return a.equals(b);
        return rounded(a.re()) == rounded(b.re()) && rounded(a.im()) == rounded(b.im()) || same(other);
    }

    private boolean isWhole() {
        return this instanceof Exact(var rational) && rational.isWhole();
    }

    private static double rounded(double value) {
        return Math.rint(value * 1e6);
    }
}
