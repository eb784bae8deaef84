package dev.hone.cli.rollout;

import dev.hone.algorithm.ppo.JudgedAnswers;
import dev.hone.algorithm.ppo.Ppo;
import dev.hone.algorithm.ppo.PpoHealth;
import dev.hone.algorithm.ppo.PpoSettings;
import dev.hone.algorithm.ppo.RecordedAnswers;
import dev.hone.algorithm.ppo.Scoring;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.algorithm.rollout.ServerSettings;
import dev.hone.batch.PromptOrder;
import dev.hone.cli.run.ReferenceModel;
import dev.hone.cli.run.TrainedModel;
import dev.hone.hub.Hub;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.TokenLearner;
import dev.hone.report.Fact;
import dev.hone.reward.RewardSettings;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.token.Learnable;
import dev.hone.train.Algorithm;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.StringNode;

/// Reinforcement learning with a critic.
/// @param <E> what answers are made of: prompts, recorded answers
record PpoJob<E extends Learnable>(RolloutRun<E> run, PpoSettings ppo, Scoring scoring, CriticModel critic) implements RolloutJob<E> {
    /// Seconds that a reward model may take for a generation.
    private static final double DEADLINE = 3600;

    /// Opens policy and critic, and what answers are judged by, or the answers of another run.
    static PpoJob<?> open(Settings settings, Hub hub) {
        PpoSettings ppo = settings.of(PpoSettings.class);
        RolloutSettings answers = judged(settings.of(RolloutSettings.class), ppo);
        TrainingSettings training = settings.of(TrainingSettings.class);
        TrainedModel model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(answers.chatTemplatePath(), answers.eosToken()), Head.TOKENS, hub, training.seed());
        try {
            var reference = new ReferenceModel(model, answers.refModelNameOrPath(), hub);
            var scoring = new Scoring(answers.weights());
            RolloutSource<?> source = answers.replay() != null
                    ? new ReplaySource(settings, model, true, new RecordedAnswers(scoring, model.ends(answers.eosToken())))
                    : new SamplingSource(settings, answers, ServerSettings.DEFAULTS, model, 1, (sampler, judges) -> new JudgedAnswers(sampler, judges, scoring, answers.maxCompletionLength()));
            return opened(new RolloutRun<>(settings, answers, model, reference, ServerSettings.DEFAULTS, source), ppo, scoring, hub);
        } catch (UserError mistake) {
            model.close();
            throw mistake;
        }
    }

    /// With its critic; where that cannot be, what judges answers is closed.
    private static <E extends Learnable> PpoJob<E> opened(RolloutRun<E> run, PpoSettings ppo, Scoring scoring, Hub hub) {
        try {
            return new PpoJob<>(run, ppo, scoring, CriticModel.open(run.settings(), run.model(), hub));
        } catch (UserError mistake) {
            run.source().close();
            throw mistake;
        }
    }

    /// With `reward_model_path` behind the other rewards.
    private static RolloutSettings judged(RolloutSettings answers, PpoSettings ppo) {
        if (ppo.rewardModelPath() == null) return answers;
        return answers.and(new RewardSettings("reward_model", 1, DEADLINE, Map.of("model", StringNode.valueOf(ppo.rewardModelPath()))));
    }

    @Override public String title() {
        return "Reinforcement learning with a critic of";
    }

    /// Two models begin such a run.
    @Override public String sha256() {
        return critic.sha256(model().sha256());
    }

    @Override public PromptOrder.Shape shape(TrainingSettings training) {
        int slices = ppo.numMiniBatches() * training.gradientAccumulationSteps();
        return new PromptOrder.Shape(slices * training.perDeviceTrainBatchSize(), slices, ppo.numPpoEpochs(), training.gradientAccumulationSteps());
    }

    @Override public Algorithm<E> algorithm(TokenLearner learner, Parts<E> parts) {
        return new Ppo<>(run.policy(learner, ppo.klCoef() != 0), critic.critic(), ppo, new Ppo.Parts<>(run.source().rollouts(learner), scoring, (PromptOrder) parts.order(),
                parts.update(), run.state(parts), run.settings().of(TrainingSettings.class).seed(), parts.evaluation(), new PpoHealth(parts.alarm(), run.source()::failures)));
    }

    @Override public long otherOptimizersBytes() {
        return critic.optimizerBytes();
    }

    @Override public List<Fact> headlines(List<Map<String, Double>> metrics) {
        return List.of(Fact.ofMetric("reward", "reward", metrics), Fact.ofMetric("tokens of an answer", "completions/mean_length", metrics),
                Fact.ofMetric("nats from the reference", "objective/kl", metrics), Fact.ofMetric("foreseen by the critic", "val/explained_variance", metrics));
    }

    @Override public void close() {
        try (run; critic) {
            // Closed in the other order.
        }
    }
}
