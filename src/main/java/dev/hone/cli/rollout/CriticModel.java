package dev.hone.cli.rollout;

import dev.hone.algorithm.ppo.Critic;
import dev.hone.algorithm.ppo.PpoSettings;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.cli.run.TrainedModel;
import dev.hone.hub.Hub;
import dev.hone.hub.Sha256;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.ScoreLearner;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.train.AdamW;
import dev.hone.train.GradientStep;
import dev.hone.train.LearnerState;
import dev.hone.train.Learners;
import dev.hone.train.TrainingSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/// What a critic begins as: a model of its own, the reward model, or the model of the policy with a new output layer that says 0.
/// It is trained as the policy is: all weights, or an adapter and the output layer.
final class CriticModel implements AutoCloseable {
    private final TrainedModel model;
    private final PpoSettings ppo;
    private final RolloutSettings answers;
    private final TrainingSettings training;
    private ScoreLearner learner;
    private AdamW optimizer;

    private CriticModel(Settings settings, TrainedModel model) {
        this.model = model;
        this.ppo = settings.of(PpoSettings.class);
        this.answers = settings.of(RolloutSettings.class);
        this.training = settings.of(TrainingSettings.class);
    }

    /// @param policy whose tokens it must read
    static CriticModel open(Settings settings, TrainedModel policy, Hub hub) {
        TrainingSettings training = settings.of(TrainingSettings.class);
        PpoSettings ppo = settings.of(PpoSettings.class);
        if (ppo.criticLearningRate() != null && training.learningRate() == 0) throw new UserError(
                "learning_rate is 0; critic_learning_rate goes over the run as it does, so it needs to be more than 0");
        String named = ppo.valueModelPath() != null ? ppo.valueModelPath() : ppo.rewardModelPath();
        ModelSettings from = named == null ? settings.of(ModelSettings.class) : new ModelSettings(named, null, ModelSettings.Precision.FLOAT32);
        TrainedModel model = TrainedModel.openCritic(from, adapter(settings.of(LoraSettings.class)), hub, training.seed());
        int mine = policy.model().config().sizes().vocabulary(), its = model.model().config().sizes().vocabulary();
        if (mine == its) return new CriticModel(settings, model);
        model.close();
        throw new UserError((ppo.valueModelPath() != null ? "value_model_path" : "reward_model_path") + " is " + named + ", whose vocabulary has " + its
                + " tokens, and the policy's has " + mine + "; expected a model with the same tokenizer" + (ppo.valueModelPath() != null ? "" : ", or such a value_model_path"));
    }

    /// A new one where the policy has one. Parts that are trained whole beside it are the policy's own.
    private static LoraSettings adapter(LoraSettings policy) {
        return new LoraSettings(policy.usePeft() || policy.adapterNameOrPath() != null, policy.loraR(), policy.loraAlpha(), policy.loraDropout(),
                policy.loraTargetModules(), List.of(), policy.useRslora(), policy.useDora(), null);
    }

    /// A hash of every number that policy and critic begin with.
    String sha256(String ofPolicy) {
        MessageDigest digest = Sha256.begin();
        digest.update((ofPolicy + model.sha256()).getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(digest);
    }

    /// The weights in memory, which the open scope owns.
    Critic critic() {
        learner = Learners.ofScores(model.model(), training.seed(), training.gradientCheckpointing());
        optimizer = new AdamW(learner.weights(), training.adamW());
        double rate = ppo.criticLearningRate() == null ? 1 : ppo.criticLearningRate() / training.learningRate();
        return new Critic(learner, new LearnerState(learner, optimizer, model.saved()), new GradientStep(learner, optimizer, training.maxGradNorm()), rate, ppo,
                answers.maxCompletionLength());
    }

    /// Of a critic that is in memory.
    long optimizerBytes() {
        return optimizer.bytes();
    }

    @Override public void close() {
        if (learner != null) learner.close();
        model.close();
    }
}
