package dev.hone.reward.math;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/// Works out the value of a term where its names have the given values.
/// @param names  fractions by name; `i` is the imaginary unit and needs none
/// @param endsAt when to give up, on the clock of `System.nanoTime`
record Evaluator(Map<String, Rational> names, long endsAt) {
    static final Evaluator CONSTANTS = new Evaluator(Map.of(), Long.MAX_VALUE);

    /// @throws MathFault when the term has no value that we could work out
    Value value(Term term) {
        if (endsAt != Long.MAX_VALUE && System.nanoTime() - endsAt > 0) throw new OutOfTime();
        return switch (term) {
            case Term.Number(var value, _) -> Value.of(value);
            case Term.Percent(var part) -> value(part).times(Value.of(new Rational(BigInteger.ONE, BigInteger.valueOf(100))));
            case Term.Constant constant -> Value.of(Complex.of(switch (constant) {
                case PI -> Math.PI;
                case E -> Math.E;
                case INFINITY -> Double.POSITIVE_INFINITY;
            }));
            case Term.Symbol(var name) -> named(name);
            case Term.Sum(var parts) -> parts.stream().map(this::value).reduce(Value::plus).orElseThrow();
            case Term.Product(var parts) -> parts.stream().map(this::value).reduce(Value::times).orElseThrow();
            case Term.Power(var base, var exponent) -> value(base).power(value(exponent));
            case Term.Call(var function, var arguments) -> call(function, arguments);
            case Term.Matrix _ -> throw new MathFault("a matrix is no number");
        };
    }

    private Value named(String name) {
        Rational value = names.get(name);
        if (value != null) return Value.of(value);
        if (name.equals("i") || name.equals("imath")) return Value.of(Complex.I);
        throw new MathFault(name + " has no value");
    }

    private Value call(String function, List<Term> arguments) {
        if (function.equals("det")) return value(Matrices.determinant(Matrices.worked(arguments.getFirst())));
        List<Value> values = arguments.stream().map(this::value).toList();
        if (values.stream().allMatch(Value.Exact.class::isInstance)) {
            Rational exact = Functions.exact(function, values.stream().map(value -> ((Value.Exact) value).rational()).toList());
            if (exact != null) return Value.of(exact);
        }
        List<Complex> numbers = values.stream().map(Value::complex).toList();
        return Value.of(Functions.approximate(function, numbers), numbers.stream().mapToDouble(Complex::abs).max().orElseThrow());
    }

    /// The sign of `a - b` for two real constants; -1 where that is not known, as for names.
    static int order(Term a, Term b) {
        try {
            Value left = CONSTANTS.value(a);
            Value right = CONSTANTS.value(b);
            if (!left.complex().isReal() || !right.complex().isReal()) return -1;
            return left.same(right) ? 0 : Double.compare(left.complex().re(), right.complex().re());
        } catch (MathFault | ArithmeticException _) {
            return -1;
        }
    }

    static boolean isInfinite(Term term) {
        return term.equals(Term.Constant.INFINITY) || term.equals(Term.negated(Term.Constant.INFINITY));
    }

    /// The time for a comparison is over.
    static final class OutOfTime extends RuntimeException {
        OutOfTime() {
            super("the comparison took too long", null, false, false);
        }
    }
}
