package dev.hone.train;

/// The learning rate of each step. Those in [Schedules] follow from the step alone, so a resumed run needs to know nothing else;
/// only a [Plateau] depends on what evaluations found.
@FunctionalInterface
public interface Schedule {
    /// @param step from 0
    double rate(long step);

    /// How many steps a warm-up takes, given as TRL's `warmup_steps`: a whole number of steps, or below 1 a share of the run.
    static int warmupSteps(double warmup, int totalSteps) {
        return warmup >= 1 ? (int) warmup : (int) Math.ceil(totalSteps * warmup);
    }
}
