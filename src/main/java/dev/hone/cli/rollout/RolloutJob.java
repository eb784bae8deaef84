package dev.hone.cli.rollout;

import dev.hone.batch.DataOrder;
import dev.hone.batch.PromptOrder;
import dev.hone.batch.SamplingStrategy;
import dev.hone.cli.run.Job;
import dev.hone.cli.run.JobRows;
import dev.hone.cli.run.TrainedModel;
import dev.hone.data.DataSettings;
import dev.hone.model.TokenLearner;
import dev.hone.report.Section;
import dev.hone.token.Learnable;
import dev.hone.train.Learners;
import dev.hone.train.TrainingSettings;
import java.nio.file.Path;
import java.util.List;

/// Reinforcement learning as a [Job]: the model answers, or its answers were recorded, and it learns from what they were given.
/// @param <E> what answers are made of: prompts, recorded answers
interface RolloutJob<E extends Learnable> extends Job<E, E, TokenLearner> {
    /// What such a run has in hand.
    RolloutRun<E> run();

    /// How generations become steps.
    PromptOrder.Shape shape(TrainingSettings training);

    @Override default TrainedModel model() {
        return run().model();
    }

    @Override default JobRows<E, E> rows() {
        return run().source().rows();
    }

    @Override default DataSettings data(DataSettings given) {
        return run().isReplay() ? given.of(run().answers().replay()) : given.inOrder();
    }

    @Override default DataOrder order(TrainingSettings training, int[] lengths) {
        return new PromptOrder(lengths.length, shape(training), training.dataSeed() == null ? training.seed() : training.dataSeed(), isShuffled(training));
    }

    /// As in TRL, `shuffle_dataset` means the order of the epochs here.
    private boolean isShuffled(TrainingSettings training) {
        if (run().isReplay() || training.trainSamplingStrategy() == SamplingStrategy.SEQUENTIAL) return false;
        return !run().settings().isGiven("shuffle_dataset") || run().settings().of(DataSettings.class).shuffleDataset();
    }

    @Override default String unplanned() {
        return run().source().unplanned();
    }

    @Override default int length(E example) {
        return run().source().length(example);
    }

    @Override default TokenLearner learner() {
        TrainingSettings training = run().settings().of(TrainingSettings.class);
        return Learners.of(model().model(), training.seed(), training.gradientCheckpointing(), model().balanceWeight(run().answers().routerAuxLossCoef()));
    }

    @Override default List<Section> sections(Path folder) {
        return BestAndWorstAnswers.of(folder);
    }

    @Override default boolean stopsAtAlarms() {
        return run().answers().stopOnAlarm();
    }

    @Override default boolean answers() {
        return true;
    }
}
