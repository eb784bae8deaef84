package dev.hone.algorithm.grpo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.RolloutState;
import dev.hone.hub.AtomicFile;
import dev.hone.loss.EntropyController;
import dev.hone.settings.UserError;
import dev.hone.train.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The policy with the answers at hand, and what entropy is worth. In a checkpoint's folder the latter is a file, once it has been measured.
final class GrpoState implements TrainingState {
    private static final String FILE = "entropy.json";
    private static final String WORTH = "entropy_coef";
    private static final String MEASURED = "entropy";

    private final RolloutState policy;
    private EntropyController entropy;

    GrpoState(RolloutState policy, EntropyController entropy) {
        this.policy = policy;
        this.entropy = entropy;
    }

    /// The answers at hand; null before the first.
    Generation generation() {
        return policy.generation();
    }

    void sampled(Generation made) {
        policy.sampled(made);
    }

    EntropyController entropy() {
        return entropy;
    }

    /// @param mean entropy of a token in the step that was made
    void measured(double mean) {
        entropy = entropy.after(mean);
    }

    @Override public void save(Path folder) {
        policy.save(folder);
        if (Double.isInfinite(entropy.entropy())) return;
        AtomicFile.writeText(folder.resolve(FILE), JsonMapper.shared().createObjectNode().put(WORTH, entropy.coefficient()).put(MEASURED, entropy.entropy()) + "\n");
    }

    @Override public void restore(Path folder) {
        policy.restore(folder);
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) return;
        try {
            JsonNode saved = JsonMapper.shared().readTree(file);
            entropy = entropy.at(saved.required(WORTH).doubleValue(), saved.required(MEASURED).doubleValue());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UserError(file + ": cannot be read (" + e.getMessage() + "); resume from another checkpoint", e);
        }
    }

    @Override public void saveModel(Path folder) {
        policy.saveModel(folder);
    }

    @Override public void restoreModel(Path folder) {
        policy.restoreModel(folder);
    }
}
