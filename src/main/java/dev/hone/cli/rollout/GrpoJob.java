package dev.hone.cli.rollout;

import dev.hone.algorithm.grpo.GroupRollouts;
import dev.hone.algorithm.grpo.Grpo;
import dev.hone.algorithm.grpo.GrpoSettings;
import dev.hone.algorithm.grpo.RecordedRollouts;
import dev.hone.algorithm.rollout.RolloutHealth;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.algorithm.rollout.ServerSettings;
import dev.hone.batch.PromptOrder;
import dev.hone.cli.run.ReferenceModel;
import dev.hone.cli.run.TrainedModel;
import dev.hone.hub.Hub;
import dev.hone.loss.GrpoLossType;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.TokenLearner;
import dev.hone.report.Fact;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.token.Learnable;
import dev.hone.train.Algorithm;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;

/// Reinforcement learning from groups of answers.
/// @param <E> what answers are made of: prompts, recorded answers
record GrpoJob<E extends Learnable>(RolloutRun<E> run, GrpoSettings grpo) implements RolloutJob<E> {
    /// Opens the model and what its answers are judged by, or the answers of another run.
    static GrpoJob<?> open(Settings settings, Hub hub) {
        GrpoSettings grpo = settings.of(GrpoSettings.class);
        RolloutSettings answers = settings.of(RolloutSettings.class);
        TrainingSettings training = settings.of(TrainingSettings.class);
        ServerSettings server = settings.of(ServerSettings.class);
        if (answers.replay() == null) requireGroups(grpo, training);
        requireTokenRatios(grpo, server);
        TrainedModel model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(answers.chatTemplatePath(), answers.eosToken()), Head.TOKENS, hub, training.seed());
        try {
            var reference = new ReferenceModel(model, answers.refModelNameOrPath(), hub);
            if (answers.replay() != null) return new GrpoJob<>(new RolloutRun<>(settings, answers, model, reference, server, new ReplaySource(settings, model, false,
                    new RecordedRollouts(grpo, answers.weights(), model.ends(answers.eosToken())))), grpo);
            return new GrpoJob<>(new RolloutRun<>(settings, answers, model, reference, server, new SamplingSource(settings, answers, server, model, grpo.numGenerations(),
                    (sampler, judges) -> new GroupRollouts(grpo, sampler, judges, answers.maxCompletionLength(), training.seed()))), grpo);
        } catch (UserError mistake) {
            model.close();
            throw mistake;
        }
    }

    private static void requireGroups(GrpoSettings grpo, TrainingSettings training) {
        int slices = grpo.slices(training);
        int answers = slices * training.perDeviceTrainBatchSize();
        if (answers % grpo.numGenerations() != 0) throw new UserError("num_generations is " + grpo.numGenerations() + ", and a generation has "
                + training.perDeviceTrainBatchSize() + " (per_device_train_batch_size) × " + slices + " (steps_per_generation) = " + answers
                + " answers, which are no whole groups; make one a multiple of the other");
    }

    /// As in TRL: vespo multiplies the ratios of an answer's tokens itself.
    private static void requireTokenRatios(GrpoSettings grpo, ServerSettings server) {
        if (grpo.lossType() == GrpoLossType.VESPO && server.correction() != null && server.correction().mode().ofSequences()) throw new UserError(
                "loss_type is vespo, which takes ratios of tokens; set vllm_importance_sampling_mode to token_truncate or token_mask");
    }

    @Override public String title() {
        return "Reinforcement learning of";
    }

    @Override public PromptOrder.Shape shape(TrainingSettings training) {
        int slices = grpo.slices(training);
        return new PromptOrder.Shape(run.source().perGeneration(slices * training.perDeviceTrainBatchSize()), slices, grpo.numIterations(),
                training.gradientAccumulationSteps());
    }

    @Override public Algorithm<E> algorithm(TokenLearner learner, Parts<E> parts) {
        var rollouts = run.source().rollouts(learner);
        return new Grpo<>(run.policy(learner, grpo.beta() != 0), rollouts, (PromptOrder) parts.order(), parts.update(), run.state(parts), grpo, parts.evaluation(),
                new RolloutHealth(parts.alarm(), run.source()::failures));
    }

    @Override public List<Fact> headlines(List<Map<String, Double>> metrics) {
        return List.of(Fact.ofMetric("reward", "reward", metrics), Fact.ofMetric("tokens of an answer", "completions/mean_length", metrics),
                Fact.ofMetric("entropy", "entropy", metrics));
    }

    @Override public void close() {
        run.close();
    }
}
