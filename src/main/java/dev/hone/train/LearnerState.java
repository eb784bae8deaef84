package dev.hone.train;

import dev.hone.checkpoint.SavedModel;
import dev.hone.model.Learner;
import java.nio.file.Path;

/// The state of an algorithm that trains one model with one optimizer.
public record LearnerState(Learner learner, AdamW optimizer, SavedModel model) implements TrainingState {
    private static final String OPTIMIZER = "optimizer.safetensors";

    @Override public void save(Path folder) {
        saveModel(folder);
        optimizer.save(folder.resolve(OPTIMIZER));
    }

    @Override public void saveModel(Path folder) {
        model.write(folder, learner.weights());
    }

    @Override public void restore(Path folder) {
        restoreModel(folder);
        optimizer.restore(folder.resolve(OPTIMIZER));
    }

    @Override public void restoreModel(Path folder) {
        model.read(folder, learner.weights());
        learner.weightsChanged();
    }
}
