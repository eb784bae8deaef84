package dev.hone.algorithm.dpo;

import dev.hone.checkpoint.SavedModel;
import dev.hone.model.Learner.Weight;
import dev.hone.model.TokenLearner;
import dev.hone.settings.UserError;
import dev.hone.tensor.TensorScope;
import dev.hone.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A reference that goes after the policy: every so many updates it becomes `α · policy + (1 - α) · reference`, weight by weight.
/// Source: Gorbatovski et al. 2024, arXiv:2404.09656 (TR-DPO, soft update); as TRL's `SyncRefModelCallback`.
/// @param model    the reference, with the same weights as the policy
/// @param form     how it is kept in checkpoints
/// @param alpha    how much of the policy goes in, above 0 to 1
/// @param interval updates between two changes
public record FollowingReference(TokenLearner model, SavedModel form, double alpha, int interval) implements Reference {
    private static final String FOLDER = "reference";

    @Override public float[] logProbs(PreferenceBatch batch) {
        return model.predict(batch.tokens(), 1).logProbs();
    }

    @Override public void updated(int number, List<Weight> policy) {
        if (number % interval != 0) return;
        List<Weight> mine = model.weights();
        try (var _ = TensorScope.open()) {
            for (int i = 0; i < mine.size(); i++) mine.get(i).value().mul_(1 - alpha).add_(policy.get(i).value().mul(alpha));
        }
        model.weightsChanged();
    }

    /// The state of training with this reference in it, in a folder of its own.
    public TrainingState with(TrainingState policy) {
        return new TrainingState() {
            @Override public void save(Path folder) {
                policy.save(folder);
                form.write(created(folder.resolve(FOLDER)), model.weights());
            }

            @Override public void saveModel(Path folder) {
                policy.saveModel(folder);
            }

            @Override public void restore(Path folder) {
                policy.restore(folder);
                form.read(folder.resolve(FOLDER), model.weights());
                model.weightsChanged();
            }

            @Override public void restoreModel(Path folder) {
                policy.restoreModel(folder);
            }
        };
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be written to (" + e.getMessage() + ")", e);
        }
    }
}
