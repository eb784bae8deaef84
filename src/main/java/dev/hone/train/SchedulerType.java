package dev.hone.train;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// The schedules of transformers by their names there: `lr_scheduler_type`. The formulas are in [Schedules].
public enum SchedulerType {
    CONSTANT(Schedules::constant),
    CONSTANT_WITH_WARMUP(Schedules::constantWithWarmup),
    COSINE(Schedules::cosine),
    COSINE_WARMUP_WITH_MIN_LR(Schedules::cosineWarmupWithMinLr),
    COSINE_WITH_MIN_LR(Schedules::cosineWithMinLr),
    COSINE_WITH_RESTARTS(Schedules::cosineWithRestarts),
    INVERSE_SQRT(Schedules::inverseSqrt),
    LINEAR(Schedules::linear),
    POLYNOMIAL(Schedules::polynomial),
    REDUCE_LR_ON_PLATEAU(Plateau::of),
    WARMUP_STABLE_DECAY(Schedules::warmupStableDecay);

    private final Function<ScheduleArguments, Schedule> kind;

    SchedulerType(Function<ScheduleArguments, Schedule> kind) {
        this.kind = kind;
    }

    /// @param rate        `learning_rate`, the highest of the run
    /// @param warmupSteps steps in which the rate rises; see [Schedule#warmupSteps]
    /// @param totalSteps  of the whole run
    /// @param kwargs      `lr_scheduler_kwargs`; null for none
    public Schedule schedule(double rate, int warmupSteps, int totalSteps, Map<String, JsonNode> kwargs) {
        ScheduleArguments arguments = new ScheduleArguments(rate, warmupSteps, totalSteps, kwargs == null ? Map.of() : kwargs);
        Schedule schedule = kind.apply(arguments);
        arguments.refuseRest(name().toLowerCase(Locale.ROOT));
        return schedule;
    }
}
