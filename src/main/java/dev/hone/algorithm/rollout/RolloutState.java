package dev.hone.algorithm.rollout;

import dev.hone.train.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The weights, the optimizer's memory, and the answers that are still being learned from: a run that goes on learns from the very
/// same ones.
public final class RolloutState implements TrainingState {
    private static final String ROLLOUTS = "rollouts.jsonl";

    private final TrainingState learner;
    private final RolloutFile file;
    private final Consumer<Generation> keeper;
    private Generation generation;

    /// @param keeper is given each generation when it has been sampled
    public RolloutState(TrainingState learner, RolloutFile file, Consumer<Generation> keeper) {
        this.learner = learner;
        this.file = file;
        this.keeper = keeper;
    }

    /// The answers at hand; null before the first.
    public Generation generation() {
        return generation;
    }

    public void sampled(Generation made) {
        generation = made;
        keeper.accept(made);
    }

    @Override public void save(Path folder) {
        learner.save(folder);
        if (generation != null) file.write(folder.resolve(ROLLOUTS), generation);
    }

    @Override public void saveModel(Path folder) {
        learner.saveModel(folder);
    }

    @Override public void restore(Path folder) {
        learner.restore(folder);
        Path rollouts = folder.resolve(ROLLOUTS);
        generation = Files.exists(rollouts) ? file.read(rollouts) : null;
    }

    @Override public void restoreModel(Path folder) {
        learner.restoreModel(folder);
    }
}
