package dev.hone.reward.math;

import java.util.List;
import java.util.stream.IntStream;

/// What an answer says: a term, or a statement or collection made of terms.
sealed interface MathObject permits Term, MathObject.Relation, MathObject.Tuple, MathObject.SetObject {
    /// A chain such as `1 < x ≤ 2` or `a = b = c`; `x ∈ S` is `x = S`.
    /// @param sides    one more than relators
    /// @param relators between them
    record Relation(List<MathObject> sides, List<Relator> relators) implements MathObject {
        boolean isEquation() {
            return relators.stream().allMatch(relator -> relator == Relator.EQUAL);
        }

        /// Whether it gives a name a value: `x = ...`, `f(x) = ...`, `(x, y) = ...`.
        boolean isAssignment() {
            return isEquation() && onlySymbols(sides.getFirst());
        }

        private static boolean onlySymbols(MathObject object) {
            return switch (object) {
                case Term term -> term.hasOnlySymbols();
                case Tuple(var parts) -> parts.stream().allMatch(Relation::onlySymbols);
                case Relation _, SetObject _ -> false;
            };
        }

        /// First and last side of an equation.
        Relation ends() {
            return new Relation(List.of(sides.getFirst(), sides.getLast()), List.of(Relator.EQUAL));
        }

        /// The links of the chain: `a < b < c` is `a < b` and `b < c`.
        List<Relation> links() {
            return IntStream.range(0, relators.size())
                    .mapToObj(i -> new Relation(sides.subList(i, i + 2), relators.subList(i, i + 1))).toList();
        }
    }

    /// Things in order; `(a, b)` is an [Interval] until it meets a tuple.
    record Tuple(List<MathObject> parts) implements MathObject {}

    sealed interface SetObject extends MathObject {}

    /// @param parts as written, none twice
    record FiniteSet(List<MathObject> parts) implements SetObject {
        public FiniteSet {
            parts = parts.stream().distinct().toList();
        }
    }

    record Interval(Term low, Term high, boolean openLow, boolean openHigh) implements SetObject {
        boolean isOpen() {
            return openLow && openHigh;
        }

        Tuple asTuple() {
            return new Tuple(List.of(low, high));
        }
    }

    /// Two sets joined, met or taken apart.
    record Combined(SetOperation operation, MathObject left, MathObject right) implements SetObject {}

    /// @param symbol `N`, `Z`, `Q`, `R`, `C`, or `∅`
    record NamedSet(String symbol) implements SetObject {}

    enum SetOperation { UNION, INTERSECTION, DIFFERENCE }

    enum Relator {
        EQUAL, UNEQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL;

        /// The relator that says the same with the sides exchanged.
        Relator flipped() {
            return switch (this) {
                case EQUAL, UNEQUAL -> this;
                case LESS -> GREATER;
                case LESS_EQUAL -> GREATER_EQUAL;
                case GREATER -> LESS;
                case GREATER_EQUAL -> LESS_EQUAL;
            };
        }
    }
}
