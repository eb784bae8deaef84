package dev.hone.generate;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SamplingSettingsTest {
    private static SamplingSettings read(String json) {
        return SamplingSettings.DEFAULTS.with(JsonMapper.shared().readTree(json), "generation_config.json");
    }

    @Test void aGenerationConfigSetsWhatItNames() {
        SamplingSettings settings = read("""
                {"_from_model_config": true, "bos_token_id": 1, "eos_token_id": [128001, 128009], "pad_token_id": 0, "do_sample": true,
                 "temperature": 0.6, "top_p": 0.9, "top_k": null, "max_length": 4096, "min_p": 0, "transformers_version": "5.23.0",
                 "sequence_bias": [[[6], 3.0]], "exponential_decay_length_penalty": [5, 1.1], "bad_words_ids": [[7, 9]]}""");
        assertEquals(List.of(128001, 128009), settings.eosTokenId());
        assertEquals(0, settings.padTokenId());
        assertTrue(settings.doSample());
        assertEquals(0.6, settings.temperature());
        assertEquals(0.9, settings.topP());
        assertEquals(50, settings.topK(), "null is not given");
        assertEquals(4096 - 96, settings.newTokenLimit(96), "max_length alone counts the prompt");
        assertEquals(List.of(new TokenConstraints.Bias(List.of(6), 3.0)), settings.constraints().sequenceBias());
        assertEquals(5, settings.constraints().decayStart());
        assertEquals(List.of(List.of(7, 9)), settings.constraints().badWordsIds());

        assertEquals(32, settings.with(s -> s.maxNewTokens = 32).newTokenLimit(96), "max_new_tokens goes first");
        assertEquals(List.of(2), read("{\"eos_token_id\": 2}").eosTokenId());
        assertEquals(List.of("</s>"), read("{\"stop_strings\": \"</s>\"}").stopStrings());
        assertEquals(SamplingSettings.DEFAULTS, read("{}"));
    }

    @Test void aWrongTypeIsNamedWithFileKeyAndValue() {
        assertEquals("generation_config.json: temperature is \"hot\"; expected a number", error("{\"temperature\": \"hot\"}"));
        assertEquals("generation_config.json: eos_token_id is 1.5; expected a whole number", error("{\"eos_token_id\": [1, 1.5]}"));
        assertEquals("generation_config.json: do_sample is 1; expected true or false", error("{\"do_sample\": 1}"));
        assertEquals("generation_config.json: top_p is 1.5; expected between 0 and 1; 1 turns it off", error("{\"top_p\": 1.5}"));
        assertTrue(error("[1]").startsWith("generation_config.json: expected a JSON object"));
    }

    private static String error(String json) {
        return assertThrows(UserError.class, () -> read(json)).getMessage();
    }

    @Test void rangesAreChecked() {
        List<Consumer<SamplingSettings.Changes>> wrong = List.of(
                s -> s.maxNewTokens = -1, s -> s.maxNewTokens = 0, s -> s.temperature = -0.1, s -> s.temperature = Double.NaN, s -> s.topK = -1,
                s -> s.topP = 1.1, s -> s.minP = -0.1, s -> s.typicalP = 0, s -> s.topH = 2, s -> s.epsilonCutoff = 1, s -> s.etaCutoff = -1,
                s -> s.repetitionPenalty = 0, s -> s.noRepeatNgramSize = -2, s -> s.numReturnSequences = 0, s -> s.eosTokenId = List.of(-5),
                s -> s.stopStrings = List.of(""), s -> s.badWordsIds = List.of(List.of()), s -> s.decayFactor = 0);
        for (int i = 0; i < wrong.size(); i++) {
            Consumer<SamplingSettings.Changes> change = wrong.get(i);
            assertThrows(UserError.class, () -> SamplingSettings.DEFAULTS.with(change), "change " + i);
        }
    }
}
