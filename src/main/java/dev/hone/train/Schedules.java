package dev.hone.train;

import dev.hone.settings.UserError;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;

/// The schedules that follow from the step alone. Each formula gives a factor of the base rate `r`, where `s` is the step from 0, `W` the steps of
/// warm-up, `T` those of the run, and `p = (s - W) / (T - W)` how much of the run after the warm-up is over.
/// Unless a formula says otherwise, the factor is `s / W` while `s < W`: the first step of a warm-up changes nothing.
/// Source: `transformers.optimization`, which these give the same rates as.
final class Schedules {
    private Schedules() {}

    /// `1`, without warm-up.
    static Schedule constant(ScheduleArguments of) {
        return _ -> of.rate();
    }

    /// `1`.
    static Schedule constantWithWarmup(ScheduleArguments of) {
        return warmed(of, _ -> 1);
    }

    /// `1 - p`.
    static Schedule linear(ScheduleArguments of) {
        return warmed(of, s -> Math.max(0, (of.totalSteps() - s) / atLeastOne(of.totalSteps() - of.warmupSteps())));
    }

    /// `(1 + cos(2π·num_cycles·p)) / 2`; half a cycle falls from 1 to 0.
    static Schedule cosine(ScheduleArguments of) {
        double cycles = of.number("num_cycles", 0.5);
        return warmed(of, s -> Math.max(0, wave(cycles, progress(of, s))));
    }

    /// `(1 + cos(π·(num_cycles·p mod 1))) / 2`: falls from 1 to 0 `num_cycles` times.
    static Schedule cosineWithRestarts(ScheduleArguments of) {
        double cycles = of.number("num_cycles", 1);
        return warmed(of, s -> progress(of, s) >= 1 ? 0 : Math.max(0, wave(0.5, cycles * progress(of, s) % 1)));
    }

    /// `m + (1 - m)·(1 + cos(2π·num_cycles·p)) / 2` with `m = min_lr / r`, or `m = min_lr_rate`.
    static Schedule cosineWithMinLr(ScheduleArguments of) {
        double cycles = of.number("num_cycles", 0.5);
        double least = leastFactor(of);
        return warmed(of, s -> Math.max(0, above(least, wave(cycles, progress(of, s)))));
    }

    /// The same a step ahead, so that the last step has the lowest rate, after `(s + 1) / W`; or, with `w = warmup_lr_rate`, after `w + (1 - w)·s / (W - 1)`.
    static Schedule cosineWarmupWithMinLr(ScheduleArguments of) {
        double cycles = of.number("num_cycles", 0.5);
        double least = leastFactor(of);
        boolean hasFirst = of.has("warmup_lr_rate");
        double first = of.number("warmup_lr_rate", 0);
        LongToDoubleFunction warmup = s -> hasFirst ? above(first, s / atLeastOne(of.warmupSteps() - 1)) : (s + 1) / atLeastOne(of.warmupSteps());
        return warmed(of, warmup, s -> Math.max(0, above(least, wave(cycles, progress(of, s + 1)))));
    }

    /// `√(t / (s - W + t))` with `t = timescale`, by default `W`, or 10,000 without warm-up.
    static Schedule inverseSqrt(ScheduleArguments of) {
        double timescale = of.number("timescale", of.warmupSteps() == 0 ? 10_000 : of.warmupSteps());
        if (!(timescale > 0)) throw new UserError("lr_scheduler_kwargs: timescale is " + timescale + "; above 0");
        return warmed(of, s -> 1 / Math.sqrt((s - of.warmupSteps() + timescale) / timescale));
    }

    /// `(e + (r - e)·(1 - p)^power) / r` with `e = lr_end`.
    static Schedule polynomial(ScheduleArguments of) {
        double end = of.number("lr_end", 1e-7);
        double power = of.number("power", 1);
        if (!(end < of.rate())) throw new UserError("lr_scheduler_kwargs: lr_end is " + end + "; below learning_rate, which is " + of.rate());
        return warmed(of, s -> (end + (of.rate() - end) * Math.pow(1 - Math.min(1, progress(of, s)), power)) / of.rate());
    }

    /// With `m = min_lr_ratio`: `m + (1 - m)·rise(s / W)`, then 1 for `num_stable_steps`, then `m + (1 - m)·fall(q)` where `q` goes from 0 to 1 within
    /// `num_decay_steps`, then `m`. `rise` and `fall` are linear, cosine or 1-sqrt. By default the stable steps are what the others leave.
    static Schedule warmupStableDecay(ScheduleArguments of) {
        if (!of.has("num_decay_steps")) throw new UserError("lr_scheduler_type warmup_stable_decay needs lr_scheduler_kwargs with num_decay_steps");
        int decaySteps = of.steps("num_decay_steps", 0);
        long decayFrom = of.warmupSteps() + (long) of.steps("num_stable_steps", Math.max(0, of.totalSteps() - of.warmupSteps() - decaySteps));
        double least = of.number("min_lr_ratio", 0);
        DoubleUnaryOperator rise = rise(of.choice("warmup_type", "linear", "linear", "cosine", "1-sqrt"));
        DoubleUnaryOperator fall = fall(of.choice("decay_type", "cosine", "linear", "cosine", "1-sqrt"), of.number("num_cycles", 0.5));
        return warmed(of, s -> Math.max(0, above(least, rise.applyAsDouble(s / atLeastOne(of.warmupSteps())))), s -> {
            if (s < decayFrom) return 1;
            return s < decayFrom + decaySteps ? Math.max(0, above(least, fall.applyAsDouble((s - decayFrom) / atLeastOne(decaySteps)))) : least;
        });
    }

    private static DoubleUnaryOperator rise(String type) {
        return switch (type) {
            case "linear" -> done -> done;
            case "cosine" -> done -> 0.5 * (1 - Math.cos(Math.PI * done));
            default -> done -> 1 - Math.sqrt(1 - done);
        };
    }

    private static DoubleUnaryOperator fall(String type, double cycles) {
        return switch (type) {
            case "linear" -> done -> 1 - done;
            case "cosine" -> done -> wave(cycles, done);
            default -> done -> 1 - Math.sqrt(done);
        };
    }

    private static Schedule warmed(ScheduleArguments of, LongToDoubleFunction factor) {
        return warmed(of, s -> s / atLeastOne(of.warmupSteps()), factor);
    }

    private static Schedule warmed(ScheduleArguments of, LongToDoubleFunction warmup, LongToDoubleFunction factor) {
        return s -> of.rate() * (s < of.warmupSteps() ? warmup : factor).applyAsDouble(s);
    }

    private static double progress(ScheduleArguments of, long step) {
        return (step - of.warmupSteps()) / atLeastOne(of.totalSteps() - of.warmupSteps());
    }

    private static double wave(double cycles, double progress) {
        return 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress));
    }

    /// A factor from 0 to 1, squeezed into the range from `least` to 1.
    private static double above(double least, double factor) {
        return factor * (1 - least) + least;
    }

    private static double leastFactor(ScheduleArguments of) {
        if (of.has("min_lr") == of.has("min_lr_rate")) throw new UserError(
                "lr_scheduler_kwargs needs either min_lr, the lowest rate, or min_lr_rate, the same as a share of learning_rate; it has "
                + (of.has("min_lr") ? "both" : "neither"));
        return of.has("min_lr") ? of.number("min_lr", 0) / of.rate() : of.number("min_lr_rate", 0);
    }

    private static double atLeastOne(int steps) {
        return Math.max(1, steps);
    }
}
