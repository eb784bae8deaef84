package dev.hone.reward.math;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// Arithmetic of matrices of terms.
final class Matrices {
    private Matrices() {}

    /// A sum or product with matrices in it as one matrix; other terms as they are.
    static Term worked(Term term) {
        return switch (term) {
            case Term.Sum(var parts) -> parts.stream().map(Matrices::worked).reduce(Matrices::sum).orElseThrow();
            case Term.Product(var parts) -> parts.stream().map(Matrices::worked).reduce(Matrices::product).orElseThrow();
            case Term other -> other;
        };
    }

    private static Term sum(Term a, Term b) {
        if (!(a instanceof Term.Matrix(var left)) || !(b instanceof Term.Matrix(var right))) return Term.sum(a, b);
        if (left.size() != right.size() || left.getFirst().size() != right.getFirst().size()) throw new MathFault("matrices of different shapes in a sum");
        return matrix(left.size(), left.getFirst().size(), (i, j) -> Term.sum(left.get(i).get(j), right.get(i).get(j)));
    }

    private static Term product(Term a, Term b) {
        if (a instanceof Term.Matrix(var left) && b instanceof Term.Matrix(var right)) {
            if (left.getFirst().size() != right.size()) throw new MathFault("matrices that cannot be multiplied");
            return matrix(left.size(), right.getFirst().size(), (i, j) -> dot(left.get(i), right, j));
        }
        if (a instanceof Term.Matrix(var rows)) return matrix(rows.size(), rows.getFirst().size(), (i, j) -> Term.product(rows.get(i).get(j), b));
        if (b instanceof Term.Matrix(var rows)) return matrix(rows.size(), rows.getFirst().size(), (i, j) -> Term.product(a, rows.get(i).get(j)));
        return Term.product(a, b);
    }

    private static Term dot(List<Term> row, List<List<Term>> rows, int column) {
        BinaryOperator<Term> sum = Term::sum;
        return IntStream.range(0, row.size()).mapToObj(k -> Term.product(row.get(k), rows.get(k).get(column))).reduce(sum).orElseThrow();
    }

    /// By the first row; for the small matrices that answers have.
    static Term determinant(Term term) {
        if (!(term instanceof Term.Matrix(var rows)) || rows.size() != rows.getFirst().size() || rows.size() > 5) throw new MathFault("no determinant");
        if (rows.size() == 1) return rows.getFirst().getFirst();
        List<Term> parts = new ArrayList<>();
        for (int column = 0; column < rows.size(); column++) {
            int without = column;
            Term minor = matrix(rows.size() - 1, rows.size() - 1, (i, j) -> rows.get(i + 1).get(j < without ? j : j + 1));
            Term part = Term.product(rows.getFirst().get(column), determinant(minor));
            parts.add(column % 2 == 0 ? part : Term.negated(part));
        }
        return new Term.Sum(parts);
    }

    private interface Entry {
        Term at(int row, int column);
    }

    private static Term.Matrix matrix(int rows, int columns, Entry entry) {
        return new Term.Matrix(IntStream.range(0, rows).mapToObj(
                i -> IntStream.range(0, columns).mapToObj(j -> entry.at(i, j)).toList()).toList());
    }
}
