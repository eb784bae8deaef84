package dev.hone.cli;

import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.model.Learner;
import dev.hone.report.Fact;
import dev.hone.token.ChatTemplate;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Learnable;
import dev.hone.train.Algorithm;
import dev.hone.train.Finding;
import dev.hone.train.GradientStep;
import dev.hone.train.LabelledRows;
import dev.hone.train.LearnerState;
import dev.hone.train.RunIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// What is particular to one way of training. The course that all of them take is [TrainingSession]'s.
/// @param <X> what a row becomes: labelled tokens, a pair
/// @param <E> what batches are made of: the same, or what several rows were packed into
/// @param <L> what learns
interface Job<X extends Learnable, E, L extends Learner> extends AutoCloseable {
    /// For the report: "Fine-tuning".
    String title();

    /// The model to train, open until the job is closed.
    TrainedModel model();

    /// What rows can be learned from.
    Goal goal();

    /// The rows as tokens. What is wrong with them, [#findings] tells afterwards.
    /// @param template for conversations, its clock standing still
    LabelledRows<X> read(Dataset dataset, Optional<ChatTemplate> template);

    /// What the check before the first step has to say.
    List<Finding> findings();

    List<E> examples(List<X> rows, boolean evaluation);

    /// From which of the rows an example is.
    List<Integer> rowsOf(E example, int index);

    /// Tokens of it that go through the model.
    int length(E example);

    /// The sequences that a row is, for the report.
    List<LabelledTokens> sequences(X row);

    /// The weights in memory. The session closes it, and owns the scope that is open.
    L learner();

    /// What an algorithm is made of.
    /// @param folder     of the run
    /// @param used       those examples that the run's steps take
    /// @param evaluation batches that are measured and not learned
    /// @param where      says where an example is from
    /// @param alarm      is told of what goes wrong while the run goes on
    /// @param remark     is told what takes time before the first step
    record Parts<E>(GradientStep update, LearnerState state, Path folder, RunIdentity identity, List<E> used, int longest,
            List<List<E>> evaluation, Function<E, String> where, Consumer<Finding> alarm, Consumer<String> remark) {}

    /// Called while the learner holds the weights that training begins with, also in a run that goes on from a checkpoint.
    Algorithm<E> algorithm(L learner, Parts<E> parts);

    /// The numbers at the top of the report.
    List<Fact> headlines(List<Map<String, Double>> metrics);

    /// Whether the model writes answers that can be shown before and after.
    boolean answers();

    /// Whether an alarm ends the run, with a checkpoint.
    default boolean stopsAtAlarms() {
        return false;
    }

    @Override void close();
}
