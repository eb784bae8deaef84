package dev.hone.reward.math;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The functions whose values we know.
final class Functions {
    private static final Map<String, String> INVERSES = Map.of("sin", "arcsin", "cos", "arccos", "tan", "arctan",
            "sinh", "arcsinh", "cosh", "arccosh", "tanh", "arctanh");
    private static final Set<String> KNOWN = Set.of("sin", "cos", "tan", "csc", "sec", "cot", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
            "arcsinh", "arccosh", "arctanh", "ln", "log", "exp", "abs", "floor", "ceil", "factorial", "binomial", "gcd", "lcm", "max", "min", "mod", "det");
    private static final Map<String, String> SYNONYMS = Map.of("arsinh", "arcsinh", "arcosh", "arccosh", "artanh", "arctanh", "lg", "log");
    /// Above this a factorial is no answer, and would take long.
    private static final int LARGEST_FACTORIAL = 1000;

    private Functions() {}

    static boolean isKnown(String command) {
        return command.startsWith("\\") && KNOWN.contains(name(command));
    }

    static String name(String command) {
        return SYNONYMS.getOrDefault(command.substring(1), command.substring(1));
    }

    /// What `\sin^{-1}` means; null where -1 is a power like another.
    static String inverse(String name) {
        return INVERSES.get(name);
    }

    /// The exact value where all arguments are fractions and so is the value; else null.
    static Rational exact(String name, List<Rational> arguments) {
        Rational first = arguments.getFirst();
        return switch (name) {
            case "abs" -> first.signum() < 0 ? first.negated() : first;
            case "floor" -> floor(first);
            case "ceil" -> floor(first.negated()).negated();
            case "max" -> arguments.stream().max(Rational::compareTo).orElseThrow();
            case "min" -> arguments.stream().min(Rational::compareTo).orElseThrow();
            case "mod" -> first.plus(arguments.get(1).times(floor(first.times(arguments.get(1).inverse()))).negated());
            case "gcd", "lcm" -> arguments.stream().allMatch(Rational::isWhole) ? common(name, arguments) : null;
            case "factorial" -> isCount(first) ? Rational.of(factorial(first.numerator().intValue())) : null;
            case "binomial" -> isCount(first) && isCount(arguments.get(1)) ? binomial(first.numerator().intValue(), arguments.get(1).numerator().intValue()) : null;
            default -> null;
        };
    }

    private static Rational floor(Rational value) {
        BigInteger[] parts = value.numerator().divideAndRemainder(value.denominator());
        return Rational.of(parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }

    private static Rational common(String name, List<Rational> arguments) {
        return Rational.of(arguments.stream().map(Rational::numerator).map(BigInteger::abs).reduce((a, b) -> {
            BigInteger divisor = a.gcd(b);
            return name.equals("gcd") || divisor.signum() == 0 ? divisor : a.divide(divisor).multiply(b);
        }).orElseThrow());
    }

    private static boolean isCount(Rational value) {
        return value.isWhole() && value.signum() >= 0 && value.compareTo(Rational.of(LARGEST_FACTORIAL)) <= 0;
    }

    private static BigInteger factorial(int n) {
        BigInteger product = BigInteger.ONE;
        for (int i = 2; i <= n; i++) product = product.multiply(BigInteger.valueOf(i));
        return product;
    }

    private static Rational binomial(int n, int k) {
        return k > n ? Rational.ZERO : Rational.of(factorial(n).divide(factorial(k)).divide(factorial(n - k)));
    }

    /// The value in double precision.
    /// @throws MathFault for a function that is not known, or that has no such argument
    static Complex approximate(String name, List<Complex> arguments) {
        Complex z = arguments.getFirst();
        return switch (name) {
            case "sin" -> z.sin();
            case "cos" -> z.cos();
            case "tan" -> z.sin().times(z.cos().inverse());
            case "csc" -> z.sin().inverse();
            case "sec" -> z.cos().inverse();
            case "cot" -> z.cos().times(z.sin().inverse());
            case "arcsin" -> z.asin();
            case "arccos" -> z.isReal() && Math.abs(z.re()) <= 1 ? Complex.of(Math.acos(z.re())) : Complex.of(Math.PI / 2).minus(z.asin());
            case "arctan" -> z.atan();
            case "sinh" -> z.sinh();
            case "cosh" -> z.cosh();
            case "tanh" -> z.sinh().times(z.cosh().inverse());
            case "arcsinh" -> z.plus(z.times(z).plus(Complex.ONE).sqrt()).log();
            case "arccosh" -> z.plus(z.plus(Complex.ONE).sqrt().times(z.minus(Complex.ONE).sqrt())).log();
            case "arctanh" -> Complex.ONE.plus(z).log().minus(Complex.ONE.minus(z).log()).times(Complex.of(0.5));
            case "ln" -> z.log();
            case "log" -> z.log().times(arguments.get(1).log().inverse());
            case "abs" -> Complex.of(z.abs());
            case "floor" -> Complex.of(Math.floor(real(z)));
            case "ceil" -> Complex.of(Math.ceil(real(z)));
            case "max" -> Complex.of(arguments.stream().mapToDouble(Functions::real).max().orElseThrow());
            case "min" -> Complex.of(arguments.stream().mapToDouble(Functions::real).min().orElseThrow());
            default -> throw new MathFault("no value of " + name);
        };
    }

    private static double real(Complex z) {
        if (!z.isReal()) throw new MathFault("complex numbers have no order");
        return z.re();
    }
}
