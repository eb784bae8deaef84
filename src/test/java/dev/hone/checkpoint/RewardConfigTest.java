package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.model.CausalLm;
import dev.hone.model.ModelConfig;
import dev.hone.settings.UserError;
import dev.hone.token.SpecialTokens.SpecialToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    /// Without a token for padding in the tokenizer's settings, transformers refuses to make a batch of texts.
    @Test void aSavedTokenizerNamesTheTokenForPaddingToo(@TempDir Path folder) throws Exception {
        Path base = Files.createDirectories(folder.resolve("base"));
        HfFolder.open(GOLDEN.resolve("training/base_model")).carryTo(base);
        Files.writeString(base.resolve(HfFolder.TOKENIZER_CONFIG), "{\"eos_token\": \"<|im_end|>\"}");
        var padding = new SpecialToken("<|im_end|>", 2);
        HfFolder from = HfFolder.open(base);
        Path saved = Files.createDirectories(folder.resolve("saved"));
        try (Safetensors weights = Safetensors.open(GOLDEN.resolve("losses/reward_model"))) {
            ObjectNode config = RewardConfig.of(from.config(), "config.json", Optional.of(padding));
            CausalLm model = CausalLm.of(ModelConfig.read(config, "config.json"), weights);
            new WholeModel(from.with(config), model, new TextChanges(null, null, padding)).write(saved, List.of());
        }
        assertEquals("<|im_end|>", Json.objectIn(saved.resolve(HfFolder.TOKENIZER_CONFIG)).get("pad_token").stringValue());
        assertEquals(2, HfFolder.open(saved).config().get("pad_token_id").intValue());
        try (Safetensors weights = Safetensors.open(saved)) {
            assertTrue(weights.has("score.weight"));
        }
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
