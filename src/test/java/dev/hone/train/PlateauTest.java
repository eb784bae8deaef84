package dev.hone.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.core.type.TypeReference;

/// The rates are PyTorch's: `tools/golden/plateau_fixture.py` prints them.
class PlateauTest {
    private static Plateau plateau(String kwargs) {
        Map<String, JsonNode> map = JsonMapper.shared().readValue(kwargs, new TypeReference<>() {});
        return (Plateau) SchedulerType.REDUCE_LR_ON_PLATEAU.schedule(1e-3, 0, 100, map);
    }

    private static void check(Plateau plateau, double[] metrics, double... rates) {
        for (int i = 0; i < metrics.length; i++) {
            plateau = plateau.after(metrics[i]);
            assertEquals(rates[i], plateau.rate(i), 1e-18, "evaluation " + i);
        }
    }

    @Test void theRateFallsWhenEvaluationsGetNoBetter() {
        check(plateau("{\"patience\": 1}"), new double[] {3.0, 2.0, 2.0, 1.9999, 1.5, 1.6, 1.6, 1.6, 1.6},
                1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-4, 1e-5, 1e-5, 1e-6);
    }

    @Test void higherIsBetterWithACooldownAndALowestRate() {
        check(plateau("""
                {"mode": "max", "factor": 0.5, "patience": 0, "cooldown": 2, "threshold": 0.1, "threshold_mode": "abs", "min_lr": 2e-4}
                """), new double[] {0.1, 0.15, 0.15, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3},
                1e-3, 5e-4, 5e-4, 5e-4, 2.5e-4, 2.5e-4, 2.5e-4, 2e-4, 2e-4);
    }

    @Test void aStateGoesOnWhereItWas() {
        Plateau before = plateau("{\"patience\": 1}").after(3).after(3);
        Plateau resumed = plateau("{\"patience\": 1}").with(before.state());
        assertEquals(before.after(3), resumed.after(3));
    }
}
