package dev.hone.reward.math;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/// The values of two terms at the same points, which say whether the terms are equal: two rational functions that agree at
/// points taken at random are the same but for bad luck of one in thousands for each point, and their values are exact.
/// Roots, logarithms and the like are compared in double precision.
final class Samples {
    private static final int POINTS = 8;
    /// Fewer points where both terms have a value show nothing.
    private static final int FEWEST = 3;

    private final List<Value> left = new ArrayList<>();
    private final List<Value> right = new ArrayList<>();
    private final boolean constant;

    Samples(Term a, Term b, long endsAt) {
        Term first = withNamesForUnknown(a);
        Term second = withNamesForUnknown(b);
        Set<String> names = new TreeSet<>(first.symbols());
        names.addAll(second.symbols());
        names.removeAll(Set.of("i", "imath"));
        constant = names.isEmpty();
        for (int point = 0; point < (constant ? 1 : POINTS); point++) add(first, second, new Evaluator(point(names, point), endsAt));
    }

    private void add(Term a, Term b, Evaluator evaluator) {
        try {
            Value first = evaluator.value(a);
            Value second = evaluator.value(b);
            if (!constant && !(first.isFinite() && second.isFinite())) return;
            left.add(first);
            right.add(second);
        } catch (MathFault | ArithmeticException _) {
            // no value at this point
        }
    }

    /// Fractions between 1 and 8; in every other point half of them are negative.
    private static Map<String, Rational> point(Set<String> names, int number) {
        SplittableRandom random = new SplittableRandom(number);
        Map<String, Rational> point = new HashMap<>();
        for (String name : names) {
            Rational value = new Rational(BigInteger.valueOf(random.nextInt(1009, 8 * 1009)), BigInteger.valueOf(1009));
            point.put(name, number % 2 == 1 && random.nextBoolean() ? value.negated() : value);
        }
        return point;
    }

    boolean areEqual() {
        return agree(Value::same);
    }

    /// Whether they agree in six places after the point; only for terms without names.
    boolean areEqualRounded() {
        return constant && agree(Value::sameRounded);
    }

    private boolean agree(BiPredicate<Value, Value> same) {
        if (left.size() < (constant ? 1 : FEWEST)) return false;
        for (int i = 0; i < left.size(); i++) if (!same.test(left.get(i), right.get(i))) return false;
        return true;
    }

    /// Whether one is the other times a number other than 0.
    boolean areProportional() {
        if (constant || left.size() < FEWEST) return false;
        for (int i = 0; i < left.size(); i++) {
            Value across = left.get(0).times(right.get(i));
            if (!across.same(left.get(i).times(right.get(0))) || isZero(left.get(i)) || isZero(right.get(i))) return false;
        }
        return true;
    }

    private static boolean isZero(Value value) {
        return value.complex().abs() == 0;
    }

    /// The line `c0 + c1 · x` that a term in one variable is.
    /// @throws MathFault when it is none, or a constant
    static double[] line(Term term, String variable, long endsAt) {
        double[] at = new double[3];
        for (int x = 0; x < 3; x++) at[x] = new Evaluator(Map.of(variable, Rational.of(x)), endsAt).value(term).complex().re();
        double slope = at[1] - at[0];
        if (slope == 0 || !(Math.abs(at[2] - at[1] - slope) <= 1e-9 * Math.abs(slope))) throw new MathFault("no line");
        return new double[] {at[0], slope};
    }

    /// A function of which nothing is known becomes a name of its own for each argument that it is written with.
    private static Term withNamesForUnknown(Term term) {
        return switch (term) {
            case Term.Number _, Term.Constant _, Term.Symbol _, Term.Matrix _ -> term;
            case Term.Percent(var part) -> new Term.Percent(withNamesForUnknown(part));
            case Term.Sum(var parts) -> new Term.Sum(parts.stream().map(Samples::withNamesForUnknown).toList());
            case Term.Product(var parts) -> new Term.Product(parts.stream().map(Samples::withNamesForUnknown).toList());
            case Term.Power(var base, var exponent) -> new Term.Power(withNamesForUnknown(base), withNamesForUnknown(exponent));
            case Term.Call(var function, var _) when !Functions.isKnown("\\" + function) -> new Term.Symbol(term.toString());
            case Term.Call(var function, var arguments) -> new Term.Call(function, arguments.stream().map(Samples::withNamesForUnknown).toList());
        };
    }
}
