package dev.hone.cli.run;

import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.token.ChatTemplate;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Learnable;
import dev.hone.train.Finding;
import dev.hone.train.LabelledRows;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How the rows of a data set become what a [Job] learns from.
/// @param <X> what a row becomes: labelled tokens, a pair
/// @param <E> what batches are made of: the same, or what several rows were packed into
public interface JobRows<X extends Learnable, E> {
    /// What rows can be learned from.
    Set<Goal> goals();

    /// The rows as tokens. What is wrong with them, [#findings] tells afterwards.
    /// @param template for conversations, its clock standing still
    LabelledRows<X> read(Dataset dataset, Optional<ChatTemplate> template);

    /// What the check before the first step has to say.
    List<Finding> findings();

    List<E> examples(List<X> rows, boolean evaluation);

    /// From which of the rows an example is.
    /// @param index of the example
    List<Integer> rowsOf(E example, int index);

    /// The sequences that a row is, for the report.
    List<LabelledTokens> sequences(X row);
}
