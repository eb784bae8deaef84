package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.model.ModelConfig;
import dev.hone.settings.UserError;
import dev.hone.token.SpecialTokens.SpecialToken;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RewardConfigTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Optional<SpecialToken> NONE = Optional.empty();

    /// Both models were made with the same settings, one of them as a reward model.
    @Test void aBasesSettingsBecomeThoseThatTransformersWrites() {
        ObjectNode made = RewardConfig.of(config("training/base_model"), "config.json", NONE);
        assertEquals(config("losses/reward_model"), made);
        assertEquals(made, RewardConfig.of(made, "config.json", NONE));
    }

    @Test void theTokenForPaddingIsTheTokenizers() {
        Optional<SpecialToken> padding = Optional.of(new SpecialToken("<|im_end|>", 2));
        assertEquals(2, RewardConfig.of(config("training/base_model"), "config.json", padding).get("pad_token_id").intValue());
        assertEquals(2, RewardConfig.of(config("losses/reward_model"), "config.json", padding).get("pad_token_id").intValue());
    }

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "id2label | {\"0\": \"bad\", \"1\": \"good\"} | 2", "id2label | null | 2", "id2label | {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"} | 3"})
    void aClassifierOfSeveralLabelsIsRefused(String key, String value, int labels) {
        ObjectNode config = config("losses/reward_model");
        config.set(key, JsonMapper.shared().readTree(value));
        assertEquals("config.json: LlamaForSequenceClassification has " + labels + " labels (id2label, num_labels); expected 1: of classifiers,"
                + " Hone opens those that give one score, which are reward models",
                assertThrows(UserError.class, () -> ModelConfig.read(config, "config.json")).getMessage());
    }

    @Test void oneLabelMayAlsoBeANumber() {
        ObjectNode config = config("losses/reward_model");
        config.remove("id2label");
        assertEquals("LlamaForSequenceClassification", ModelConfig.read(config.put("num_labels", 1), "config.json").architecture());
    }

    private static ObjectNode config(String model) {
        return HfFolder.open(GOLDEN.resolve(model)).config().deepCopy();
    }
}
