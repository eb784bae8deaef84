package dev.hone.cli.run;

import dev.hone.batch.DataOrder;
import dev.hone.data.DataSettings;
import dev.hone.model.Learner;
import dev.hone.report.Fact;
import dev.hone.report.Section;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Learnable;
import dev.hone.train.Algorithm;
import dev.hone.train.Finding;
import dev.hone.train.GradientStep;
import dev.hone.train.LearnerState;
import dev.hone.train.RunIdentity;
import dev.hone.train.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What is particular to one way of training. The course that all of them take is [TrainingSession]'s.
/// @param <X> what a row becomes: labelled tokens, a pair
/// @param <E> what batches are made of: the same, or what several rows were packed into
/// @param <L> what learns
public interface Job<X extends Learnable, E, L extends Learner> extends AutoCloseable {
    /// For the report: "Fine-tuning".
    String title();

    /// The model to train, open until the job is closed.
    TrainedModel model();

    /// A hash of every number that training begins with.
    default String sha256() {
        return model().sha256();
    }

    /// How conversations are written; none where texts are learned as they are.
    default Optional<ChatTemplate> template() {
        return model().template();
    }

    /// How rows become examples.
    JobRows<X, E> rows();

    /// Which rows are read.
    /// @param given as the run file has them
    default DataSettings data(DataSettings given) {
        return given;
    }

    /// Which examples each step takes.
    /// @param lengths of the examples, in tokens
    default DataOrder order(TrainingSettings training, int[] lengths) {
        return training.order(lengths);
    }

    /// What the plan's times leave out; "" for nothing.
    default String unplanned() {
        return "";
    }

    /// Tokens of an example that go through the model.
    int length(E example);

    /// The weights in memory. The session closes it, and owns the scope that is open.
    L learner();

    /// What an algorithm is made of.
    /// @param folder     of the run
    /// @param order      which examples each step takes
    /// @param steps      of the run
    /// @param used       those examples that they take
    /// @param evaluation batches that are measured and not learned
    /// @param alarm      is told of what goes wrong while the run goes on
    /// @param remark     is told what takes time before the first step
    record Parts<E>(GradientStep update, LearnerState state, Path folder, DataOrder order, RunIdentity identity, int steps, List<E> used, int longest,
            List<List<E>> evaluation, Consumer<Finding> alarm, Consumer<String> remark) {}

    /// Called while the learner holds the weights that training begins with, also in a run that goes on from a checkpoint.
    Algorithm<E> algorithm(L learner, Parts<E> parts);

    /// Memory that the first step adds besides the optimizer of the model to train; known once there is an algorithm.
    default long otherOptimizersBytes() {
        return 0;
    }

    /// The numbers at the top of the report.
    List<Fact> headlines(List<Map<String, Double>> metrics);

    /// Parts of the report that only this way of training has.
    /// @param folder of the run
    default List<Section> sections(Path folder) {
        return List.of();
    }

    /// Whether the model writes answers that can be shown before and after.
    boolean answers();

    /// By how much the chosen answers' rewards were higher in the last pairs that were learned; empty where there are none.
    default List<Double> margins() {
        return List.of();
    }

    /// Whether an alarm ends the run, with a checkpoint.
    default boolean stopsAtAlarms() {
        return false;
    }

    @Override void close();
}
