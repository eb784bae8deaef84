package dev.hone.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScheduleTest {
    private static Map<String, JsonNode> kwargs(JsonNode object) {
        Map<String, JsonNode> kwargs = new LinkedHashMap<>();
        object.properties().forEach(entry -> kwargs.put(entry.getKey(), entry.getValue()));
        return kwargs;
    }

    private static Schedule schedule(SchedulerType type, String kwargs) {
        return type.schedule(1e-3, 10, 100, kwargs(JsonMapper.shared().readTree(kwargs)));
    }

    private static String refusal(SchedulerType type, String kwargs) {
        return assertThrows(UserError.class, () -> schedule(type, kwargs)).getMessage();
    }

    @Test void ratesAreThoseOfTransformers() throws IOException {
        JsonNode golden;
        try (InputStream in = ScheduleTest.class.getResourceAsStream("/golden/schedules.json")) {
            golden = JsonMapper.shared().readTree(in);
        }
        int runs = 0;
        for (JsonNode run : golden.get("schedules")) {
            String name = run.get("name").stringValue();
            JsonNode warmup = run.has("num_warmup_steps") ? run.get("num_warmup_steps") : golden.get("num_warmup_steps");
            Schedule schedule = SchedulerType.valueOf(name.toUpperCase(Locale.ROOT)).schedule(golden.get("base_lr").doubleValue(), warmup.intValue(),
                    golden.get("num_training_steps").intValue(), kwargs(run.get("kwargs")));
            for (int step = 0; step < run.get("lr").size(); step++)
                assertEquals(run.get("lr").get(step).doubleValue(), schedule.rate(step), 1e-18, name + " " + run.get("kwargs") + ", step " + step);
            runs++;
        }
        assertEquals(19, runs);
    }

    @Test void warmUpIsAWholeNumberOfStepsOrAShareOfTheRun() {
        assertEquals(0, Schedule.warmupSteps(0, 100));
        assertEquals(10, Schedule.warmupSteps(10, 100));
        assertEquals(1, Schedule.warmupSteps(1, 100));
        // a share is rounded up: 0.03 of 101 steps is 3.03
        assertEquals(4, Schedule.warmupSteps(0.03, 101));
    }

    @Test void warmUpWithAGivenFirstRate() {
        // from half the rate at step 0 to the whole at step 9
        Schedule schedule = schedule(SchedulerType.COSINE_WARMUP_WITH_MIN_LR, "{\"min_lr\": 0, \"warmup_lr_rate\": 0.5}");
        assertEquals(0.5e-3, schedule.rate(0), 1e-15);
        assertEquals(1e-3, schedule.rate(9), 1e-15);
    }

    @Test void aTextThatIsANumberIsOne() {
        assertEquals(schedule(SchedulerType.COSINE_WITH_MIN_LR, "{\"min_lr\": 1e-5}").rate(99),
                schedule(SchedulerType.COSINE_WITH_MIN_LR, "{\"min_lr\": \"1e-5\"}").rate(99));
    }

    @Test void wrongArgumentsAreRefused() {
        assertEquals("lr_scheduler_kwargs has num_cycle; cosine takes num_cycles", refusal(SchedulerType.COSINE, "{\"num_cycle\": 1}"));
        assertEquals("lr_scheduler_kwargs has power; linear takes none", refusal(SchedulerType.LINEAR, "{\"power\": 1}"));
        assertEquals("lr_scheduler_kwargs: power is \"two\"; expected a number", refusal(SchedulerType.POLYNOMIAL, "{\"power\": \"two\"}"));
        assertEquals("lr_scheduler_kwargs: lr_end is 1.0; below learning_rate, which is 0.001", refusal(SchedulerType.POLYNOMIAL, "{\"lr_end\": 1.0}"));
        assertEquals("lr_scheduler_kwargs: decay_type is \"sine\"; expected one of linear, cosine, 1-sqrt",
                refusal(SchedulerType.WARMUP_STABLE_DECAY, "{\"num_decay_steps\": 5, \"decay_type\": \"sine\"}"));
        assertEquals("lr_scheduler_kwargs: num_decay_steps is 0.5; expected a whole number of steps",
                refusal(SchedulerType.WARMUP_STABLE_DECAY, "{\"num_decay_steps\": 0.5}"));
        assertEquals("lr_scheduler_type warmup_stable_decay needs lr_scheduler_kwargs with num_decay_steps", refusal(SchedulerType.WARMUP_STABLE_DECAY, "{}"));
        assertEquals("lr_scheduler_kwargs needs either min_lr, the lowest rate, or min_lr_rate, the same as a share of learning_rate; it has neither",
                refusal(SchedulerType.COSINE_WITH_MIN_LR, "{}"));
    }
}
