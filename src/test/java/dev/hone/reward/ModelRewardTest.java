package dev.hone.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.checkpoint.Safetensors;
import dev.hone.data.Json;
import dev.hone.settings.UserError;
import dev.hone.tensor.kernel.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

class ModelRewardTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    @TempDir Path folder;

    /// TRL's rewards of its recorded pairs: a prompt's two answers, then the next prompt's.
    @Test void asTrlRecorded() throws Exception {
        for (String part : List.of("losses/reward_model", "tokenizer/tiny"))
            try (var files = Files.list(GOLDEN.resolve(part))) {
                for (Path file : files.toList()) Files.copy(file, folder.resolve(file.getFileName()));
            }
        JsonNode rows = Json.MAPPER.readTree(Files.readString(GOLDEN.resolve("losses/reward.json"))).get("rows");
        List<RewardRequest> requests = new ArrayList<>();
        for (JsonNode row : rows) for (String side : List.of("chosen", "rejected")) requests.add(request((ArrayNode) row.get(side)));
        float[] recorded = recorded();
        double[] expected = new double[recorded.length];
        for (int row = 0; row < rows.size(); row++) {
            expected[2 * row] = recorded[row];
            expected[2 * row + 1] = recorded[row + rows.size()];
        }
        try (Reward reward = reward(folder)) {
            assertArrayEquals(expected, reward.score(requests), 1e-4);
        }
    }

    private static float[] recorded() throws IOException {
        try (Safetensors tensors = Safetensors.open(GOLDEN.resolve("losses/reward.safetensors"))) {
            return Numbers.read(tensors.get("rewards").bytes(), tensors.get("rewards").dtype());
        }
    }

    private static RewardRequest request(ArrayNode conversation) {
        ArrayNode prompt = conversation.deepCopy();
        String answer = prompt.remove(prompt.size() - 1).path("content").asString();
        return new RewardRequest(prompt, answer, 1, JsonNodeFactory.instance.objectNode());
    }

    @Test void aModelThatWritesTextGivesNoScores() {
        var mistake = assertThrows(UserError.class, () -> reward(GOLDEN.resolve("losses/grpo_model")));
        assertEquals(GOLDEN.resolve("losses/grpo_model") + ": is no reward model: it is LlamaForCausalLM; expected one with a score for a head,"
                + " such as LlamaForSequenceClassification", mistake.getMessage());
    }

    private static Reward reward(Path model) {
        return Rewards.of(new RewardSettings("reward_model", 1, 60, Map.of("model", JsonNodeFactory.instance.stringNode(model.toString())))).reward();
    }
}
