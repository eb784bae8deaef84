package dev.hone.curate.pipeline;

import java.util.ArrayList;
import java.util.List;

/// Rows in their order, each asked for when it is needed.
@FunctionalInterface
public interface Candidates {
    /// The next row; null after the last, however often it is asked.
    Candidate next();

    /// The next rows, for what is done to several at once; empty after the last.
    /// @param most at least 1
    default List<Candidate> next(int most) {
        List<Candidate> rows = new ArrayList<>();
        for (Candidate row; rows.size() < most && (row = next()) != null; ) rows.add(row);
        return rows;
    }
}
