package dev.hone.train;

import dev.hone.batch.DataOrder;
import dev.hone.batch.RowOrder;
import dev.hone.batch.SamplingStrategy;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// How long, how fast and in which order is learned, and what is kept of it. Names and defaults are TRL's, except where
/// docs/sft.md says otherwise.
@Help("Training")
public record TrainingSettings(
        @Help("the run's folder") String outputDir,
        @Help("step size of the optimizer") double learningRate,
        @Help("how the learning rate goes over the run") SchedulerType lrSchedulerType,
        @Help("what the scheduler needs besides") Map<String, JsonNode> lrSchedulerKwargs,
        @Help("steps in which the learning rate rises from 0; below 1, a share of all") double warmupSteps,
        @Help("the same as a share; warmup_steps goes before it") Double warmupRatio,
        @Help("share of each weight, norms and biases left out, that goes at each step, times the learning rate") double weightDecay,
        @Help("how much of the mean gradient stays at each step") double adamBeta1,
        @Help("how much of the mean squared gradient stays at each step") double adamBeta2,
        @Help("keeps Adam's division finite") double adamEpsilon,
        @Help("longer gradients are shortened to this; 0 for no limit") double maxGradNorm,
        @Help("rows of a micro-batch") int perDeviceTrainBatchSize,
        @Help("rows that are evaluated together") int perDeviceEvalBatchSize,
        @Help("micro-batches of an update") int gradientAccumulationSteps,
        @Help("how often all rows are seen") double numTrainEpochs,
        @Help("updates in all; -1 for as many as num_train_epochs makes") int maxSteps,
        @Help("what order and dropout are drawn from") long seed,
        @Help("what the order is drawn from; none for seed") Long dataSeed,
        @Help("order of the rows") SamplingStrategy trainSamplingStrategy,
        @Help("rows of like length in a batch: the same as train_sampling_strategy group_by_length") boolean groupByLength,
        @Help("leave a smaller last micro-batch of an epoch out") boolean dataloaderDropLast,
        @Help("steps between two log lines; below 1, a share of all") double loggingSteps,
        @Help("log the first step too") boolean loggingFirstStep,
        @Help("when checkpoints are made") When saveStrategy,
        @Help("steps between two checkpoints; below 1, a share of all") double saveSteps,
        @Help("checkpoints that are kept; none for all") Integer saveTotalLimit,
        @Help("when eval_dataset is evaluated") When evalStrategy,
        @Help("steps between two evaluations; none for logging_steps; below 1, a share of all") Double evalSteps,
        @Help("end with the weights that did best on eval_dataset") boolean loadBestModelAtEnd,
        @Help("what best means") String metricForBestModel,
        @Help("whether more of it is better; none for yes unless its name ends in loss") Boolean greaterIsBetter,
        @Help("compute activations twice to save memory") boolean gradientCheckpointing,
        @Help("compute in bfloat16, over float32 weights") boolean bf16,
        @Help("the optimizer; both names mean the same here") Optimizer optim,
        @Help("where curves go besides metrics.jsonl: tensorboard, none") List<String> reportTo,
        @Help("a name of the run for the report") String runName,
        @Help("scale by the labels of all devices; there is one") boolean averageTokensAcrossDevices) {

    /// When something is done again.
    public enum When { NO, STEPS, EPOCH }

    /// Names under which AdamW is known.
    public enum Optimizer { ADAMW_TORCH, ADAMW_TORCH_FUSED }

    public static final TrainingSettings DEFAULTS = new TrainingSettings(null, 2e-5, SchedulerType.LINEAR, Map.of(), 0, null, 0, 0.9, 0.999, 1e-8, 1,
            8, 8, 1, 3, -1, 42, null, SamplingStrategy.RANDOM, false, false, 10, false, When.STEPS, 500, null, When.NO, null,
            false, "loss", null, false, false, Optimizer.ADAMW_TORCH_FUSED, List.of("tensorboard"), null, true);

    public TrainingSettings {
        atLeast("learning_rate", learningRate, 0);
        atLeast("warmup_steps", warmupSteps, 0);
        atLeast("weight_decay", weightDecay, 0);
        share("adam_beta1", adamBeta1);
        share("adam_beta2", adamBeta2);
        if (warmupRatio != null) share("warmup_ratio", warmupRatio);
        atLeast("adam_epsilon", adamEpsilon, 0);
        atLeast("max_grad_norm", maxGradNorm, 0);
        atLeast("per_device_train_batch_size", perDeviceTrainBatchSize, 1);
        atLeast("per_device_eval_batch_size", perDeviceEvalBatchSize, 1);
        atLeast("gradient_accumulation_steps", gradientAccumulationSteps, 1);
        above("num_train_epochs", numTrainEpochs);
        above("logging_steps", loggingSteps);
        above("save_steps", saveSteps);
        if (evalSteps != null) above("eval_steps", evalSteps);
        if (saveTotalLimit != null) atLeast("save_total_limit", saveTotalLimit, 1);
        if (loadBestModelAtEnd && (evalStrategy == When.NO || evalStrategy != saveStrategy)) throw new UserError(
                "load_best_model_at_end needs eval_strategy and save_strategy to be the same, steps or epoch, so that what is judged is also kept");
        if (lrSchedulerType == SchedulerType.REDUCE_LR_ON_PLATEAU && evalStrategy == When.NO) throw new UserError(
                "lr_scheduler_type is reduce_lr_on_plateau, which follows evaluations, and eval_strategy is no; expected steps or epoch");
        lrSchedulerKwargs = Map.copyOf(lrSchedulerKwargs);
        reportTo = List.copyOf(reportTo);
        for (String name : reportTo) if (!List.of("tensorboard", "none", "all").contains(name)) throw new UserError(
                "report_to is " + name + "; expected tensorboard or none");
    }

    private static void atLeast(String name, double value, double least) {
        if (!(value >= least)) throw new UserError(name + " is " + shown(value) + "; expected at least " + shown(least));
    }

    private static void above(String name, double value) {
        if (!(value > 0)) throw new UserError(name + " is " + shown(value) + "; expected more than 0");
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value < 1)) throw new UserError(name + " is " + shown(value) + "; expected from 0 to below 1");
    }

    private static String shown(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /// Steps of a setting that may be a share of all steps.
    public static int interval(double setting, int steps) {
        return setting >= 1 ? (int) setting : (int) Math.ceil(setting * steps);
    }

    /// @param lengths of the rows, in tokens
    public DataOrder order(int[] lengths) {
        return new RowOrder(groupByLength ? SamplingStrategy.GROUP_BY_LENGTH : trainSamplingStrategy, lengths, dataSeed == null ? seed : dataSeed,
                perDeviceTrainBatchSize, gradientAccumulationSteps, dataloaderDropLast);
    }

    /// Updates in all.
    public int steps(DataOrder order) {
        return maxSteps > 0 ? maxSteps : (int) Math.ceil(numTrainEpochs * order.stepsPerEpoch());
    }

    public Schedule schedule(int steps) {
        double warmup = warmupSteps == 0 && warmupRatio != null ? warmupRatio : warmupSteps;
        return lrSchedulerType.schedule(learningRate, Schedule.warmupSteps(warmup, steps), steps, lrSchedulerKwargs);
    }

    public AdamW.Settings adamW() {
        return new AdamW.Settings(adamBeta1, adamBeta2, adamEpsilon, weightDecay);
    }

    /// Whether curves go to TensorBoard.
    public boolean reportsToTensorBoard() {
        return reportTo.contains("tensorboard") || reportTo.contains("all");
    }

    /// The name of the metric that decides which weights are best, as it stands in the log.
    String bestMetric() {
        return metricForBestModel.startsWith("eval_") ? metricForBestModel : "eval_" + metricForBestModel;
    }

    boolean moreIsBetter() {
        return greaterIsBetter == null ? !metricForBestModel.endsWith("loss") : greaterIsBetter;
    }
}
