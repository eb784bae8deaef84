package dev.hone.reward.math;

/// A complex number in double precision; functions take their principal value.
record Complex(double re, double im) {
    static final Complex ZERO = new Complex(0, 0);
    static final Complex ONE = new Complex(1, 0);
    static final Complex I = new Complex(0, 1);

    static Complex of(double re) {
        return new Complex(re, 0);
    }

    boolean isReal() {
        return im == 0;
    }

    boolean isFinite() {
        return Double.isFinite(re) && Double.isFinite(im);
    }

    double abs() {
        return Math.hypot(re, im);
    }

    Complex plus(Complex other) {
        return new Complex(re + other.re, im + other.im);
    }

    Complex minus(Complex other) {
        return new Complex(re - other.re, im - other.im);
    }

    /// Real factors stay apart, so that infinity times a real number is not NaN.
    Complex times(Complex other) {
        if (isReal() && other.isReal()) return of(re * other.re);
        return new Complex(re * other.re - im * other.im, re * other.im + im * other.re);
    }

    Complex inverse() {
        if (isReal()) return of(1 / re);
        double square = re * re + im * im;
        return new Complex(re / square, -im / square);
    }

    Complex exp() {
        double size = Math.exp(re);
        return isReal() ? of(size) : new Complex(size * Math.cos(im), size * Math.sin(im));
    }

    Complex log() {
        return isReal() && re > 0 ? of(Math.log(re)) : new Complex(Math.log(abs()), Math.atan2(im, re));
    }

    Complex power(Complex exponent) {
        if (equals(ZERO)) return exponent.re > 0 ? ZERO : of(exponent.equals(ZERO) ? 1 : Double.NaN);
        if (isReal() && exponent.isReal() && (re > 0 || exponent.re == Math.rint(exponent.re))) return of(Math.pow(re, exponent.re));
        return exponent.times(log()).exp();
    }

    Complex sqrt() {
        return isReal() ? re >= 0 ? of(Math.sqrt(re)) : new Complex(0, Math.sqrt(-re)) : power(of(0.5));
    }

    Complex sin() {
        return isReal() ? of(Math.sin(re)) : new Complex(Math.sin(re) * Math.cosh(im), Math.cos(re) * Math.sinh(im));
    }

    Complex cos() {
        return isReal() ? of(Math.cos(re)) : new Complex(Math.cos(re) * Math.cosh(im), -Math.sin(re) * Math.sinh(im));
    }

    Complex sinh() {
        return isReal() ? of(Math.sinh(re)) : exp().minus(of(-re).minus(new Complex(0, im)).exp()).times(of(0.5));
    }

    Complex cosh() {
        return isReal() ? of(Math.cosh(re)) : exp().plus(of(-re).minus(new Complex(0, im)).exp()).times(of(0.5));
    }

    /// `-i · log(iz + sqrt(1 - z²))`.
    Complex asin() {
        if (isReal() && Math.abs(re) <= 1) return of(Math.asin(re));
        return I.times(this).plus(ONE.minus(times(this)).sqrt()).log().times(new Complex(0, -1));
    }

    /// `(log(1 + iz) - log(1 - iz)) / 2i`.
    Complex atan() {
        if (isReal()) return of(Math.atan(re));
        Complex turned = I.times(this);
        return ONE.plus(turned).log().minus(ONE.minus(turned).log()).times(new Complex(0, -0.5));
    }
}
