package dev.hone.reward.math;

import dev.hone.reward.math.MathObject.Relator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A set of real numbers made of finitely many intervals and points.
/// @param pieces disjoint, in rising order, none touching the next
record RealSet(List<Piece> pieces) {
    static final RealSet ALL = new RealSet(List.of(new Piece(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true)));
    static final RealSet EMPTY = new RealSet(List.of());

    /// An interval; a point where both ends are the same number and closed.
    record Piece(double low, boolean openLow, double high, boolean openHigh) {
        private boolean isEmpty() {
            return low > high || same(low, high) && (openLow || openHigh);
        }

        private boolean sameAs(Piece other) {
            return openLow == other.openLow && openHigh == other.openHigh && same(low, other.low) && same(high, other.high);
        }
    }

    static RealSet of(double low, boolean openLow, double high, boolean openHigh) {
        return joined(Stream.of(new Piece(low, openLow || Double.isInfinite(low), high, openHigh || Double.isInfinite(high))));
    }

    static RealSet point(double value) {
        return of(value, false, value, false);
    }

    /// The numbers x for which `x relator bound` holds.
    static RealSet of(Relator relator, double bound) {
        return switch (relator) {
            case EQUAL -> point(bound);
            case UNEQUAL -> point(bound).complement();
            case LESS -> of(Double.NEGATIVE_INFINITY, true, bound, true);
            case LESS_EQUAL -> of(Double.NEGATIVE_INFINITY, true, bound, false);
            case GREATER -> of(bound, true, Double.POSITIVE_INFINITY, true);
            case GREATER_EQUAL -> of(bound, false, Double.POSITIVE_INFINITY, true);
        };
    }

    RealSet union(RealSet other) {
        return joined(Stream.concat(pieces.stream(), other.pieces.stream()));
    }

    RealSet complement() {
        List<Piece> gaps = new ArrayList<>();
        double low = Double.NEGATIVE_INFINITY;
        boolean openLow = true;
        for (Piece piece : pieces) {
            gaps.add(new Piece(low, openLow, piece.low, !piece.openLow || Double.isInfinite(piece.low)));
            low = piece.high;
            openLow = !piece.openHigh || Double.isInfinite(piece.high);
        }
        gaps.add(new Piece(low, openLow, Double.POSITIVE_INFINITY, true));
        return joined(gaps.stream());
    }

    RealSet intersection(RealSet other) {
        return complement().union(other.complement()).complement();
    }

    boolean sameAs(RealSet other) {
        if (pieces.size() != other.pieces.size()) return false;
        for (int i = 0; i < pieces.size(); i++) if (!pieces.get(i).sameAs(other.pieces.get(i))) return false;
        return true;
    }

    private static RealSet joined(Stream<Piece> pieces) {
        List<Piece> joined = new ArrayList<>();
        for (Piece next : pieces.filter(piece -> !piece.isEmpty()).sorted(Comparator.comparingDouble(Piece::low).thenComparing(Piece::openLow)).toList()) {
            Piece last = joined.isEmpty() ? null : joined.getLast();
            boolean touches = last != null && (next.low < last.high && !same(next.low, last.high)
                    || same(next.low, last.high) && !(next.openLow && last.openHigh));
            if (touches) joined.set(joined.size() - 1, cover(last, next));
            else joined.add(next);
        }
        return new RealSet(List.copyOf(joined));
    }

    private static Piece cover(Piece left, Piece right) {
        boolean openLow = left.openLow && (right.openLow || !same(left.low, right.low));
        if (same(left.high, right.high)) return new Piece(left.low, openLow, left.high, left.openHigh && right.openHigh);
        return left.high > right.high ? new Piece(left.low, openLow, left.high, left.openHigh) : new Piece(left.low, openLow, right.high, right.openHigh);
    }

    private static boolean same(double a, double b) {
        return a == b || Double.isFinite(a) && Double.isFinite(b) && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }
}
