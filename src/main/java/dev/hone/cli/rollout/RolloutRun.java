package dev.hone.cli.rollout;

import dev.hone.algorithm.rollout.Policy;
import dev.hone.algorithm.rollout.RolloutFile;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.algorithm.rollout.RolloutState;
import dev.hone.algorithm.rollout.ServerSettings;
import dev.hone.cli.run.Job;
import dev.hone.cli.run.ReferenceModel;
import dev.hone.cli.run.TrainedModel;
import dev.hone.model.TokenLearner;
import dev.hone.settings.Settings;
import dev.hone.token.Learnable;
import dev.hone.train.RunFolder;
import java.nio.file.Path;
import java.util.Locale;

/// What a run of reinforcement learning has in hand.
/// @param answers how they are sampled and judged
/// @param server  that answers in the policy's place, if one does
/// @param <E>     what answers are made of
record RolloutRun<E extends Learnable>(Settings settings, RolloutSettings answers, TrainedModel model, ReferenceModel reference, ServerSettings server,
        RolloutSource<E> source) implements AutoCloseable {
    /// Whether the answers were recorded.
    boolean isReplay() {
        return answers.replay() != null;
    }

    /// @param isHeld whether the policy is held to a reference
    Policy policy(TokenLearner learner, boolean isHeld) {
        return new Policy(learner, isHeld ? reference.beside(learner) : null, answers, server);
    }

    /// The policy's state with its rollouts, each generation of which becomes a file of the run's folder.
    RolloutState state(Job.Parts<E> parts) {
        var file = new RolloutFile(ids -> model.tokenizer().decode(ids, false));
        Path kept = parts.folder().resolve(RunFolder.ROLLOUTS);
        return new RolloutState(parts.state(), file, generation -> file.write(kept.resolve(String.format(Locale.ROOT, "%06d.jsonl", generation.number())), generation));
    }

    @Override public void close() {
        try (model; reference; source) {
            // Closed in the other order.
        }
    }
}
