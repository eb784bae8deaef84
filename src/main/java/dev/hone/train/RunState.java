package dev.hone.train;

/// Where a run stands, beside the weights and the algorithm's own state. The place in the data follows from the step.
/// @param step         updates made
/// @param window       what has been seen since the last log line
/// @param loss         mean over the run
/// @param tokens       that went through the model
/// @param seconds      spent on steps
/// @param metricsBytes length of `metrics.jsonl`
/// @param best         null until weights were judged
/// @param plateau      where a schedule that follows evaluations stands; null for others
/// @param identity     what the run is of
record RunState(int step, Metrics.Window window, Metrics.Mean loss, long tokens, double seconds, long metricsBytes, Best best,
        Plateau.State plateau, RunIdentity identity) {
    /// The checkpoint whose weights were judged best.
    record Best(int step, double value) {}

    static RunState beginning(RunIdentity identity) {
        return new RunState(0, Metrics.Window.EMPTY, Metrics.Mean.NONE, 0, 0, 0, null, null, identity);
    }

    RunState after(Metrics metrics, double seconds) {
        return new RunState(step + 1, window.plus(metrics, seconds), loss.plus(metrics.loss()), tokens + metrics.tokens(),
                this.seconds + seconds, metricsBytes, best, plateau, identity);
    }

    RunState logged() {
        return new RunState(step, Metrics.Window.EMPTY, loss, tokens, seconds, metricsBytes, best, plateau, identity);
    }

    RunState with(Best best) {
        return new RunState(step, window, loss, tokens, seconds, metricsBytes, best, plateau, identity);
    }

    RunState with(Plateau.State plateau) {
        return new RunState(step, window, loss, tokens, seconds, metricsBytes, best, plateau, identity);
    }

    RunState withMetricsBytes(long bytes) {
        return new RunState(step, window, loss, tokens, seconds, bytes, best, plateau, identity);
    }
}
