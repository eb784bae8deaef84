package dev.hone.train;

import dev.hone.batch.DataOrder;
import dev.hone.settings.UserError;
import dev.hone.train.TrainingSettings.When;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Decides when: which examples come next, when to log, to evaluate, to save, to stop. What a step is, its algorithm knows.
///
/// After each step everything that later ones depend on is in a [RunState] and in the algorithm. A checkpoint holds both, so
/// that a run that was killed goes on from the newest one to the same weights and the same lines of `metrics.jsonl`.
public final class TrainingRun<E> implements AutoCloseable {
    private static final int ROWS_SHOWN = 8;

    private final Parts<E> parts;
    private final TrainingSettings settings;
    private final int steps;
    private final Checkpoints checkpoints;
    private final MetricsFile metrics;
    private RunState state;
    private Schedule schedule;
    private Metrics last;
    private double rate;
    private volatile boolean stopping;

    /// How a run ended.
    public enum End { FINISHED, STOPPED }

    /// What a run is put together from.
    /// @param where    says where an example came from, for messages
    /// @param order    which examples each step takes
    /// @param identity what the numbers depend on
    public record Parts<E>(Algorithm<E> algorithm, List<E> examples, Function<E, String> where, DataOrder order, TrainingSettings settings, RunIdentity identity,
            Watcher watcher) {}

    /// Told of what happens.
    public interface Watcher {
        /// After each step.
        void stepped(int step, Metrics metrics, double seconds);

        /// After each line of `metrics.jsonl`.
        void logged(ObjectNode row);

        void saved(Path checkpoint);
    }

    /// @param resume go on from the newest checkpoint in the run's folder, if there is one
    public TrainingRun(Parts<E> parts, boolean resume) {
        this.parts = parts;
        this.settings = parts.settings;
        this.steps = settings.steps(parts.order);
        this.schedule = settings.schedule(steps);
        Path folder = Path.of(settings.outputDir());
        this.checkpoints = new Checkpoints(folder);
        this.state = (resume ? checkpoints.newest() : Optional.<RunState>empty()).orElse(RunState.beginning(parts.identity));
        if (state.step() > 0) restore();
        checkpoints.deleteRemains();
        this.metrics = new MetricsFile(folder.resolve(RunFolder.METRICS), state.metricsBytes());
    }

    private void restore() {
        Path checkpoint = checkpoints.of(state.step());
        state.identity().requireSame(parts.identity, checkpoint.toString());
        if (schedule instanceof Plateau plateau && state.plateau() != null) schedule = plateau.with(state.plateau());
        parts.algorithm.state().restore(checkpoint);
    }

    /// Updates in all.
    public int steps() {
        return steps;
    }

    /// Updates made so far.
    public int step() {
        return state.step();
    }

    /// Asks the run to end after the step at hand, with a checkpoint. Can be called from any thread.
    public void stop() {
        stopping = true;
    }

    /// @throws UserError when a step's numbers are not finite, or a file cannot be written; the newest checkpoint stays good
    public End go() {
        while (state.step() < steps) {
            takeStep();
            if (isDue(When.STEPS, settings.loggingSteps()) || state.step() == 1 && settings.loggingFirstStep()) log();
            if (isDue(settings.evalStrategy(), settings.evalSteps() == null ? settings.loggingSteps() : settings.evalSteps())) evaluate();
            if (isDue(settings.saveStrategy(), settings.saveSteps()) || isBest() || stopping) save();
            if (stopping && state.step() < steps) return End.STOPPED;
        }
        if (settings.loadBestModelAtEnd() && state.best() != null) parts.algorithm.state().restoreModel(checkpoints.of(state.best().step()));
        summarise();
        return End.FINISHED;
    }

    /// The last step is always due, so that nothing of a run goes unseen.
    private boolean isDue(When when, double every) {
        if (when == When.NO) return false;
        if (state.step() == steps) return true;
        return when == When.EPOCH ? state.step() % parts.order.stepsPerEpoch() == 0 : state.step() % TrainingSettings.interval(every, steps) == 0;
    }

    /// What did best has to be there at the end.
    private boolean isBest() {
        return state.best() != null && state.best().step() == state.step();
    }

    private void takeStep() {
        List<List<E>> batches = parts.order.step(state.step()).stream()
                .map(batch -> batch.stream().map(parts.examples::get).toList()).toList();
        long start = System.nanoTime();
        try {
            rate = schedule.rate(state.step());
            Metrics seen = parts.algorithm.step(new Algorithm.Step<>(state.step() + 1, rate, batches));
            double seconds = (System.nanoTime() - start) / 1e9;
            last = seen;
            state = state.after(seen, seconds);
            parts.watcher.stepped(state.step(), seen, seconds);
        } catch (NotFinite e) {
            throw new UserError(ruined(e, batches), e);
        }
    }

    private String ruined(NotFinite e, List<List<E>> batches) {
        List<E> examples = batches.stream().flatMap(List::stream).toList();
        String rows = examples.stream().limit(ROWS_SHOWN).map(parts.where).collect(Collectors.joining(", "));
        List<Integer> saved = checkpoints.steps();
        return "step " + (state.step() + 1) + ": " + e.getMessage() + ", so the weights were not changed. It learned from " + rows
                + (examples.size() > ROWS_SHOWN ? " and " + (examples.size() - ROWS_SHOWN) + " more" : "")
                + ". " + (saved.isEmpty() ? "There is no checkpoint yet" : "The last good weights are in " + checkpoints.of(saved.getLast()))
                + ". A smaller learning_rate, a longer warmup_steps or a smaller max_grad_norm may help";
    }

    private void log() {
        Metrics.Window window = state.window();
        ObjectNode row = JsonMapper.shared().createObjectNode().put("loss", window.loss().value()).put("grad_norm", last.gradNorm())
                .put("learning_rate", rate);
        window.means().forEach((name, mean) -> row.put(name, mean.value()));
        row.put("num_tokens", state.tokens()).put("epoch", epochsAfter(state.step())).put("step", state.step())
                .put("tokens_per_second", rounded(window.tokens() / window.seconds()))
                .put("step_time", rounded(window.seconds() / window.loss().count()));
        state = state.logged();
        write(row);
    }

    private void evaluate() {
        long start = System.nanoTime();
        Map<String, Double> seen = parts.algorithm.evaluate();
        ObjectNode row = JsonMapper.shared().createObjectNode();
        seen.forEach(row::put);
        row.put("eval_runtime", rounded((System.nanoTime() - start) / 1e9)).put("epoch", epochsAfter(state.step())).put("step", state.step());
        write(row);
        if (settings.loadBestModelAtEnd() || schedule instanceof Plateau) judge(seen);
    }

    private void judge(Map<String, Double> seen) {
        Double value = seen.get(settings.bestMetric());
        if (value == null) throw new UserError("metric_for_best_model is " + settings.metricForBestModel() + "; the evaluation gives " + seen.keySet());
        boolean better = state.best() == null || (settings.moreIsBetter() ? value > state.best().value() : value < state.best().value());
        if (better && settings.loadBestModelAtEnd()) state = state.with(new RunState.Best(state.step(), value));
        if (schedule instanceof Plateau plateau) {
            schedule = plateau.after(value);
            state = state.with(((Plateau) schedule).state());
        }
    }

    private void save() {
        if (checkpoints.has(state.step())) return;
        state = state.withMetricsBytes(metrics.force());
        checkpoints.save(state, parts.algorithm.state()::save);
        checkpoints.prune(settings.saveTotalLimit() == null ? 0 : settings.saveTotalLimit(), state.best() == null ? null : state.best().step());
        parts.watcher.saved(checkpoints.of(state.step()));
    }

    private void summarise() {
        double rows = epochsAfter(steps) * parts.examples.size();
        write(JsonMapper.shared().createObjectNode().put("train_runtime", rounded(state.seconds()))
                .put("train_samples_per_second", rounded(rows / state.seconds())).put("train_steps_per_second", rounded(steps / state.seconds()))
                .put("train_loss", state.loss().value()).put("num_tokens", state.tokens())
                .put("epoch", epochsAfter(steps)).put("step", steps));
    }

    private void write(ObjectNode row) {
        metrics.append(row);
        parts.watcher.logged(row);
    }

    /// How often the examples have been seen.
    private double epochsAfter(int done) {
        long epoch = parts.order.epochOf(done - 1L);
        long inEpoch = done - epoch * parts.order.stepsPerEpoch();
        int batches = parts.order.microBatchesPerEpoch();
        return epoch + (double) Math.min(batches, inEpoch * settings.gradientAccumulationSteps()) / batches;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    @Override public void close() {
        metrics.close();
    }
}
