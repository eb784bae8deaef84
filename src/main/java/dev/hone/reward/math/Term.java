package dev.hone.reward.math;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// An expression as it was written; nothing is worked out but the quotient of two whole numbers.
sealed interface Term extends MathObject {
    /// @param decimal whether it was written with a decimal point, and so may stand for a rounded number
    record Number(Rational value, boolean decimal) implements Term {}

    /// `part` per cent: worth a hundredth of it, and equal to it as well where both are whole numbers.
    record Percent(Term part) implements Term {}

    enum Constant implements Term { PI, E, INFINITY }

    /// @param name in small letters
    record Symbol(String name) implements Term {}

    record Sum(List<Term> parts) implements Term {}

    record Product(List<Term> parts) implements Term {}

    record Power(Term base, Term exponent) implements Term {}

    /// @param function of [Functions], or any other name, of which nothing is known
    record Call(String function, List<Term> arguments) implements Term {}

    /// @param rows of equal length
    record Matrix(List<List<Term>> rows) implements Term {}

    static Number whole(long value) {
        return new Number(Rational.of(value), false);
    }

    static Term negated(Term term) {
        return term instanceof Number(var value, var decimal) ? new Number(value.negated(), decimal) : product(whole(-1), term);
    }

    static Term sum(Term left, Term right) {
        return new Sum(Stream.concat(left instanceof Sum(var parts) ? parts.stream() : Stream.of(left), Stream.of(right)).toList());
    }

    static Term product(Term left, Term right) {
        return new Product(Stream.of(left, right).flatMap(term -> term instanceof Product(var parts) ? parts.stream() : Stream.of(term)).toList());
    }

    static Term quotient(Term over, Term under) {
        if (over instanceof Number(var p, var decimal) && under instanceof Number(var q, var alsoDecimal) && !decimal && !alsoDecimal
                && p.isWhole() && q.isWhole() && q.signum() != 0) return new Number(p.times(q.inverse()), false);
        return product(over, new Power(under, whole(-1)));
    }

    static Term difference(Term left, Term right) {
        return sum(left, negated(right));
    }

    default List<Term> parts() {
        return switch (this) {
            case Number _, Constant _, Symbol _ -> List.of();
            case Percent(var part) -> List.of(part);
            case Sum(var parts) -> parts;
            case Product(var parts) -> parts;
            case Power(var base, var exponent) -> List.of(base, exponent);
            case Call(_, var arguments) -> arguments;
            case Matrix(var rows) -> rows.stream().flatMap(List::stream).toList();
        };
    }

    /// The names that it has, by letter.
    default Set<String> symbols() {
        Set<String> names = new TreeSet<>();
        if (this instanceof Symbol(var name)) names.add(name);
        for (Term part : parts()) names.addAll(part.symbols());
        return names;
    }

    /// Whether it is made of names alone: `x`, `xy`, `a/b`, `f(x)`.
    default boolean hasOnlySymbols() {
        return switch (this) {
            case Symbol _ -> true;
            case Number _, Constant _, Percent _ -> false;
            case Power(var base, var exponent) when exponent.equals(whole(-1)) -> base.hasOnlySymbols();
            case Sum _, Product _, Power _, Call _, Matrix _ -> !parts().isEmpty() && parts().stream().allMatch(Term::hasOnlySymbols);
        };
    }
}
