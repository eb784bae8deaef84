package dev.hone.train;

import dev.hone.settings.UserError;

/// A rate that is lowered when evaluations have stopped getting better: `factor` times the rate when more than `patience` of them in a row were no better
/// than the best so far, but not below `minRate`. After that, `cooldown` evaluations are not counted.
/// Source: `ReduceLROnPlateau` of PyTorch, whose names and defaults `lr_scheduler_kwargs` has.
/// @param higherIsBetter mode `max`
/// @param threshold      by how much an evaluation must be better
/// @param relative       whether the threshold is a share of the best so far (threshold_mode `rel`) or a difference (`abs`)
/// @param minChange      a smaller change of the rate is not made: `eps`
public record Plateau(boolean higherIsBetter, double factor, int patience, double threshold, boolean relative, int cooldown, double minRate,
        double minChange, State state) implements Schedule {

    /// What evaluations have led to; to be kept in checkpoints.
    /// @param best infinite before the first evaluation
    /// @param bad  evaluations since the best that counts
    /// @param rest evaluations of a cooldown that are left
    public record State(double rate, double best, int bad, int rest) {}

    public Plateau {
        if (!(factor < 1)) throw new UserError("lr_scheduler_kwargs: factor is " + factor + "; below 1");
    }

    static Plateau of(ScheduleArguments of) {
        boolean higherIsBetter = of.choice("mode", "min", "min", "max").equals("max");
        return new Plateau(higherIsBetter, of.number("factor", 0.1), of.steps("patience", 10), of.number("threshold", 1e-4),
                of.choice("threshold_mode", "rel", "rel", "abs").equals("rel"), of.steps("cooldown", 0), of.number("min_lr", 0), of.number("eps", 1e-8),
                new State(of.rate(), higherIsBetter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY, 0, 0));
    }

    @Override public double rate(long step) {
        return state.rate;
    }

    /// The schedule after an evaluation.
    public Plateau after(double metric) {
        boolean better = isBetter(metric);
        int bad = better || state.rest > 0 ? 0 : state.bad + 1;
        int rest = Math.max(0, state.rest - 1);
        double best = better ? metric : state.best;
        return with(bad > patience ? new State(lowered(), best, 0, cooldown) : new State(state.rate, best, bad, rest));
    }

    /// This schedule in the state of a checkpoint.
    public Plateau with(State state) {
        return new Plateau(higherIsBetter, factor, patience, threshold, relative, cooldown, minRate, minChange, state);
    }

    private double lowered() {
        double rate = Math.max(state.rate * factor, minRate);
        return state.rate - rate > minChange ? rate : state.rate;
    }

    private boolean isBetter(double metric) {
        double sign = higherIsBetter ? 1 : -1;
        double bound = relative ? state.best * (1 + sign * threshold) : state.best + sign * threshold;
        return higherIsBetter ? metric > bound : metric < bound;
    }
}
