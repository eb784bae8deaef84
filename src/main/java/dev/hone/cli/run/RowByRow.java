package dev.hone.cli.run;

import dev.hone.token.Learnable;
import java.util.List;

/// Rows of which each is an example by itself: none are packed together.
public interface RowByRow<X extends Learnable> extends JobRows<X, X> {
    @Override default List<X> examples(List<X> rows, boolean evaluation) {
        return rows;
    }

    @Override default List<Integer> rowsOf(X example, int index) {
        return List.of(index);
    }
}
