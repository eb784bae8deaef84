package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.model.CausalLm;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelConfig;
import dev.hone.model.NewLora;
import dev.hone.model.NewScore;
import dev.hone.model.layer.Parameter;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class PeftAdapterTest {
    private static final Path TRAINING = Path.of("src/test/resources/golden/training");
    private static final Path BASE = TRAINING.resolve("base_model");
    @TempDir Path folder;

    /// An adapter that PEFT saved, opened and written again, is the same files to the byte.
    @ParameterizedTest @ValueSource(strings = {"lora/adapter_init", "lora/adapter_final", "lora_rslora/adapter", "lora_dora/adapter"})
    void whatPeftWroteIsWrittenAgainToTheByte(String name) throws Exception {
        Path saved = TRAINING.resolve(name);
        try (var base = Safetensors.open(BASE); var adapter = PeftAdapter.open(saved)) {
            PeftAdapter.write(folder, adapter.config(), sources(CausalLm.of(config(), adapter.over(base), adapter)));
        }
        for (String file : List.of(HfFolder.ADAPTER_CONFIG, PeftAdapter.WEIGHTS))
            assertArrayEquals(Files.readAllBytes(saved.resolve(file)), Files.readAllBytes(folder.resolve(file)), file);
    }

    /// The settings of a new adapter are the file that PEFT writes for the same settings.
    @ParameterizedTest @CsvSource({"lora/adapter_final, all-linear, false, false", "lora_rslora/adapter, q_proj;v_proj;down_proj, true, false",
            "lora_dora/adapter, v_proj;q_proj;down_proj, false, true"})
    void aNewAdapterIsDescribedAsByPeft(String recorded, String targets, boolean rslora, boolean dora) throws Exception {
        var settings = new LoraSettings(true, 8, 16, 0, List.of(targets.split(";")), List.of(), rslora, dora, null);
        try (var base = Safetensors.open(BASE)) {
            CausalLm model = CausalLm.of(config(), base, NewLora.of(settings, config(), 1));
            PeftAdapter.write(folder, PeftConfig.of(settings, model, "../base_model"), sources(model));
        }
        assertEquals(Files.readString(TRAINING.resolve(recorded).resolve(HfFolder.ADAPTER_CONFIG)), Files.readString(folder.resolve(HfFolder.ADAPTER_CONFIG)));
        try (var written = Safetensors.open(folder.resolve(PeftAdapter.WEIGHTS));
                var peft = Safetensors.open(TRAINING.resolve(recorded).resolve(PeftAdapter.WEIGHTS))) {
            assertEquals(peft.names(), written.names());
        }
    }

    /// PEFT 0.21 writes these of a `task_type` of SEQ_CLS; a reward model's score goes with its adapter, on top of a base without one.
    @Test void aRewardModelsScoreIsTrainedWholeAndKeptWithTheAdapter() throws Exception {
        var settings = new LoraSettings(true, 8, 16, 0, List.of("all-linear"), List.of(), false, false, null);
        ModelConfig scoring = config().scoring();
        try (var base = Safetensors.open(BASE)) {
            CausalLm model = CausalLm.of(scoring, NewScore.over(base, scoring, 1), NewLora.of(settings, scoring, 1));
            PeftAdapter.write(folder, PeftConfig.of(settings, model, "../base_model"), sources(model));
        }
        byte[] written = Files.readAllBytes(folder.resolve(PeftAdapter.WEIGHTS));
        try (var base = Safetensors.open(BASE); var adapter = PeftAdapter.open(folder)) {
            assertEquals("\"SEQ_CLS\"", adapter.config().json().get("task_type").toString());
            assertEquals("[\"classifier\",\"score\"]", adapter.config().json().get("modules_to_save").toString());
            assertEquals(Set.of("score.weight"), adapter.whole().keySet());
            CausalLm model = CausalLm.of(scoring, adapter.over(base), adapter);
            assertEquals(29, model.trained().size());           // A and B of seven layers in each of two blocks, and the score
            PeftAdapter.write(folder, adapter.config(), sources(model));
        }
        assertArrayEquals(written, Files.readAllBytes(folder.resolve(PeftAdapter.WEIGHTS)));
    }

    /// The merged model is a reward model: with the score, and without the base's output layer for tokens.
    @Test void aMergedRewardModelHasItsScore() throws Exception {
        PeftAdapter.write(folder, new PeftConfig(json().put("task_type", "SEQ_CLS"), "test"), List.of(tensor("score.weight", new long[] {1, 32}, new float[32])));
        try (var base = Safetensors.open(BASE); var adapter = PeftAdapter.open(folder)) {
            MergedWeights merged = new MergedWeights(base, adapter);
            assertTrue(merged.names().contains("score.weight") && !merged.names().contains("lm_head.weight"));
            assertEquals(1, CausalLm.of(config().scoring(), merged).head().out());
        }
    }

    @Test void mergedWeightsAreThoseOfPeft() {
        try (var base = Safetensors.open(BASE); var adapter = PeftAdapter.open(TRAINING.resolve("lora/adapter_final"));
                var recorded = Safetensors.open(TRAINING.resolve("lora/logits.safetensors"))) {
            MergedWeights merged = new MergedWeights(base, adapter);
            assertEquals(base.names(), merged.names());
            for (String name : List.of("model.layers.0.self_attn.q_proj.weight", "model.layers.1.mlp.down_proj.weight"))
                assertArrayEquals(numbers(recorded.get("merged." + name)), numbers(merged.get(name)), 1e-6f, name);
            assertEquals(base.get("model.norm.weight").bytes().address(), merged.get("model.norm.weight").bytes().address());
        }
    }

    /// W = (3, 4), B A = (0, 2), scaling 2: the sum is (3, 8), of length √73; DoRA brings it to the length 2.
    @Test void doraBringsEachRowToItsMagnitude() throws Exception {
        Files.createDirectories(folder.resolve("base"));
        SafetensorsWriter.writeFolder(folder.resolve("base"), List.of(tensor("x.weight", new long[] {1, 2}, 3, 4)), 1 << 20);
        var config = json().put("r", 1).put("lora_alpha", 2).put("use_dora", true);
        PeftAdapter.write(folder, new PeftConfig(config, "test"), List.of(tensor("x.lora_A.weight", new long[] {1, 2}, 0, 1),
                tensor("x.lora_B.weight", new long[] {1, 1}, 2), tensor("x.lora_magnitude_vector", new long[] {1}, 2)));
        try (var base = Safetensors.open(folder.resolve("base")); var adapter = PeftAdapter.open(folder)) {
            float[] merged = numbers(new MergedWeights(base, adapter).get("x.weight"));
            assertArrayEquals(new float[] {(float) (2 * 3 / Math.sqrt(73)), (float) (2 * 8 / Math.sqrt(73))}, merged, 1e-6f);
        }
    }

    /// Where the output layer is the embedding, PEFT trains a copy of what modules_to_save names, unless told to keep them one.
    @Test void anEmbeddingTrainedAloneLeavesTheOutputLayerAsItWas() {
        try (var base = Safetensors.open(BASE); var adapter = embeddingTrained(false)) {
            MergedWeights merged = new MergedWeights(base, adapter);
            assertTrue(merged.untiesHead());
            assertEquals(-1, merged.get("lm_head.weight").bytes().mismatch(base.get("model.embed_tokens.weight").bytes()));
            CausalLm model = CausalLm.of(config(), merged);
            assertEquals("lm_head.weight", model.head().weight().name());
        }
        try (var base = Safetensors.open(BASE); var adapter = embeddingTrained(true)) {
            MergedWeights merged = new MergedWeights(base, adapter);
            assertTrue(!merged.untiesHead() && !merged.names().contains("lm_head.weight"));
            CausalLm model = CausalLm.of(config(), adapter.over(base), adapter);
            assertEquals(model.embedding(), model.head().weight());
            assertEquals(List.of("model.embed_tokens.weight"), model.trained().stream().map(Parameter::name).toList());
        }
    }

    private PeftAdapter embeddingTrained(boolean keepTied) {
        var config = json().put("ensure_weight_tying", keepTied);
        config.putArray("modules_to_save").add("embed_tokens");
        float[] numbers = new float[320 * 32];
        PeftAdapter.write(folder, new PeftConfig(config, "test"), List.of(tensor("model.embed_tokens.weight", new long[] {320, 32}, numbers)));
        return PeftAdapter.open(folder);
    }

    @Test void patternsGiveSomeLayersTheirOwnRankAndAlpha() {
        ObjectNode json = json().put("r", 8).put("lora_alpha", 16);
        json.putObject("rank_pattern").put("q_proj", 4);
        json.putObject("alpha_pattern").put("layers.1.*", 32);
        PeftConfig config = new PeftConfig(json, "adapter_config.json");
        assertEquals(2, config.scaling("model.layers.0.self_attn.k_proj"));
        assertEquals(4, config.scaling("model.layers.0.self_attn.q_proj"));
        assertEquals(8, config.scaling("model.layers.1.self_attn.q_proj"));
        assertEquals(4, config.scaling("model.layers.1.self_attn.k_proj"));
    }

    @ParameterizedTest @CsvSource(delimiter = '|', value = {
            "peft_type | \"IA3\" | peft_type is \"IA3\"; expected LORA, the one kind of adapter that Hone opens",
            "bias | \"all\" | bias is \"all\"; expected none: trained biases are not opened",
            "use_qalora | true | use_qalora is true; expected it unset: Hone opens LoRA, rsLoRA and DoRA of linear layers",
            "target_parameters | [\"x\"] | target_parameters is [\"x\"]; expected it unset: Hone opens LoRA, rsLoRA and DoRA of linear layers",
            "some_new_thing | 3 | some_new_thing is 3; expected it unset: Hone opens LoRA, rsLoRA and DoRA of linear layers"})
    void whatWouldChangeTheNumbersIsRefused(String key, String value, String message) {
        ObjectNode json = json();
        json.set(key, Json.MAPPER.readTree(value));
        assertEquals("adapter_config.json: " + message, assertThrows(UserError.class, () -> new PeftConfig(json, "adapter_config.json")).getMessage());
    }

    @Test void damageAndMixUpsAreTold() throws Exception {
        assertTrue(problem(tensor("x.lora_A.weight", new long[] {8, 32}, new float[256])).contains(
                "the adapter is for another model: it has x.weight, for which this one has no layer"));
        String q = "model.layers.0.self_attn.q_proj";
        assertTrue(problem(tensor(q + ".lora_A.weight", new long[] {8, 32}, new float[256])).contains("the adapter has no " + q + ".lora_B.weight"));
        assertTrue(problem(tensor(q + ".lora_A.weight", new long[] {4, 32}, new float[128])).contains(
                q + ".lora_A.weight has shape [4, 32], expected [8, 32] by the model and the adapter's rank"));
        assertTrue(problem(tensor("model.embed_tokens.lora_embedding_A", new long[] {1}, 1)).contains("of adapters Hone opens those of linear layers"));
        assertTrue(problem(tensor("model.embed_tokens.weight", new long[] {321, 32}, new float[321 * 32])).contains(
                "expected the same, also in the number of tokens"));
        Files.delete(folder.resolve(PeftAdapter.WEIGHTS));
        Files.write(folder.resolve("adapter_model.bin"), new byte[1]);
        assertTrue(assertThrows(UserError.class, () -> PeftAdapter.open(folder)).getMessage().contains("adapter_model.bin is a pickle"));
    }

    private String problem(TensorSource tensor) {
        PeftAdapter.write(folder, new PeftConfig(json().put("r", 8).put("lora_alpha", 16), "test"), List.of(tensor));
        return assertThrows(UserError.class, () -> {
            try (var base = Safetensors.open(BASE); var adapter = PeftAdapter.open(folder)) {
                new MergedWeights(base, adapter);
            }
        }).getMessage();
    }

    private static ObjectNode json() {
        return Json.MAPPER.createObjectNode().put("peft_type", "LORA");
    }

    static List<TensorSource> sources(CausalLm model) {
        return model.trained().stream().map(parameter -> TensorSource.of(parameter.stored())).toList();
    }

    private static TensorSource tensor(String name, long[] shape, float... numbers) {
        return new TensorSource(name, DType.FLOAT32, shape, scratch -> scratch.allocateFrom(java.lang.foreign.ValueLayout.JAVA_FLOAT, numbers));
    }

    private static float[] numbers(dev.hone.tensor.StoredTensor tensor) {
        return Numbers.read(tensor.bytes(), tensor.dtype());
    }

    static ModelConfig config() {
        return ModelConfig.read(HfFolder.open(BASE).config(), "config.json");
    }
}
