package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.checkpoint.Safetensors;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BradleyTerryTest {
    private static Tensor of(float... numbers) {
        return Tensor.of(numbers, numbers.length);
    }

    @Test void aPairThatIsToldApartCostsLess() {
        try (var _ = TensorScope.open()) {
            // 2 - 1 = 1 ahead: -log(sigmoid(1)) = 0.3133; asked to be 1 ahead, it is just that far: -log(sigmoid(0)) = log 2 = 0.6931
            assertEquals(0.3133, BradleyTerry.of(of(2), of(1), of(0), 0).item(), 1e-4);
            assertEquals(0.6931, BradleyTerry.of(of(2), of(1), of(1), 0).item(), 1e-4);
            // (2 + 1)² = 9, a tenth of it on top
            assertEquals(0.3133 + 0.9, BradleyTerry.of(of(2), of(1), of(0), 0.1).item(), 1e-4);
        }
    }

    /// TRL's losses on its recorded rewards, with margins and centring.
    @Test void asTrlRecorded() throws Exception {
        Path folder = Path.of("src/test/resources/golden/losses");
        JsonNode recorded = JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("reward.json")));
        try (Safetensors tensors = Safetensors.open(folder.resolve("reward.safetensors")); var _ = TensorScope.open()) {
            float[] rewards = Numbers.read(tensors.get("rewards").bytes(), tensors.get("rewards").dtype());
            for (JsonNode c : recorded.get("cases")) {
                float[] margins = new float[4];
                for (int i = 0; i < 4; i++) margins[i] = c.get("margin").isNull() ? 0 : (float) c.get("margin").get(i).doubleValue();
                double centering = c.get("center_rewards_coefficient").isNull() ? 0 : c.get("center_rewards_coefficient").doubleValue();
                double loss = BradleyTerry.of(of(Arrays.copyOf(rewards, 4)), of(Arrays.copyOfRange(rewards, 4, 8)), of(margins), centering).item();
                assertEquals(c.get("loss").doubleValue(), loss, 1e-5 + 1e-4 * c.get("loss").doubleValue(), c.toString());
            }
        }
    }
}
