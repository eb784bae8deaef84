package dev.hone.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.batch.Segments;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What does not fit is said in one message that names it, before anything is computed.
class ModelErrorsTest {
    /// The golden model's settings with one value replaced, or taken away.
    private static ObjectNode config(String model, String key, String value) {
        var json = (ObjectNode) GoldenModel.json(GoldenModel.FOLDER.resolve(model).resolve("config.json"));
        if (value == null) return (ObjectNode) json.without(key);
        JsonNode node = JsonMapper.shared().readTree(value);
        return (ObjectNode) json.set(key, node);
    }

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "llama-smollm2 | hidden_size | | hidden_size is missing; expected a whole number of at least 1",
        "llama-smollm2 | hidden_size | \"48\" | hidden_size is \"48\"; expected a whole number",
        "llama-smollm2 | num_hidden_layers | 0 | num_hidden_layers is 0; expected a whole number of at least 1",
        "llama-smollm2 | num_key_value_heads | 3 | num_key_value_heads is 3; expected a divisor of num_attention_heads, which is 4",
        "llama-smollm2 | hidden_act | \"tanhexp\" | hidden_act is \"tanhexp\"; expected one of silu, gelu",
        "llama-smollm2 | attention_bias | 1 | attention_bias is 1; expected true or false",
        "llama-smollm2 | rms_norm_eps | -1 | rms_norm_eps is -1; expected a number above 0",
        "llama-smollm2 | dtype | \"int4\" | dtype is \"int4\"; expected one of float32",
        "llama-smollm2 | rope_parameters | {\"rope_type\":\"spiral\"} | rope_parameters: rope_type is \"spiral\"; expected one of default, linear",
        "llama-smollm2 | rope_parameters | {\"rope_type\":\"linear\"} | rope_parameters: factor is missing; expected a number above 0",
        "llama-smollm2 | rope_parameters | {\"partial_rotary_factor\":0.5} | partial_rotary_factor is 0.5; this family turns whole heads",
        "llama-smollm2 | rope_parameters | 7 | rope_parameters is 7; expected an object",
        "llama-smollm2 | quantization_config | {\"bits\":4} | quantization_config says that the weights are quantised",
        "llama-smollm2 | architectures | [\"MambaForCausalLM\"] | architectures is [\"MambaForCausalLM\"]; expected one of DeepseekV2ForCausalLM, ",
        "llama-smollm2 | architectures | | architectures is missing; expected one of DeepseekV2ForCausalLM, ",
        "qwen2 | layer_types | [\"full_attention\"] | expected a list of 3, one for each layer",
        "qwen2 | layer_types | [\"full_attention\",\"sliding_attention\",\"full_attention\"] | sliding_window is null; expected a whole number of at least 1, as layer 1 slides",
        "qwen2 | layer_types | [\"full_attention\",\"linear_attention\",\"full_attention\"] | expected only full_attention and sliding_attention",
        "qwen3-moe | num_experts_per_tok | 9 | num_experts_per_tok is 9; expected at most the number of experts, which is 8",
        "gemma3-text | use_bidirectional_attention | true | expected false: Hone opens models that read from left to right",
        "deepseek-v2 | topk_method | \"noaux_tc\" | topk_method is \"noaux_tc\"; expected greedy or group_limited_greedy",
        "deepseek-v3 | n_group | 3 | n_group is 3; expected a divisor of the number of experts, which is 8",
        "deepseek-v3 | num_key_value_heads | 2 | num_key_value_heads is 2; expected the same as num_attention_heads, 4",
        "deepseek-v3 | topk_group | 1 | num_experts_per_tok is 3; expected at most the 2 experts of the groups that are kept",
        "phi3 | rope_parameters | {\"rope_type\":\"su\",\"short_factor\":[1,1]} | rope_parameters: short_factor is [1,1]; expected a list of 6 numbers",
        "phi3 | rope_parameters | {\"rope_type\":\"linear\",\"factor\":2} | rope_type is \"linear\"; expected default or longrope in this family",
    })
    void aSettingThatCannotBeNamesFileKeyValueAndWhatIsExpected(String model, String key, String value, String message) {
        String said = assertThrows(UserError.class, () -> ModelConfig.read(config(model, key, value), "m/config.json")).getMessage();
        assertTrue(said.startsWith("m/config.json: "), said);
        assertTrue(said.contains(message), said);
    }

    private static String complaint(String model, Weights weights) {
        try (var golden = GoldenModel.open(model)) {
            return assertThrows(UserError.class, () -> CausalLm.of(golden.config("config.json"), weights)).getMessage();
        }
    }

    /// The golden model's weights, one of them away or with another shape.
    private static Weights without(Weights weights, String name, long... shape) {
        return new Weights() {
            @Override public boolean has(String asked) {
                return weights.has(asked) && !(asked.equals(name) && shape.length == 0);
            }

            @Override public StoredTensor get(String asked) {
                StoredTensor stored = weights.get(asked);
                return asked.equals(name) ? new StoredTensor(asked, DType.FLOAT32, shape, stored.bytes()) : stored;
            }
        };
    }

    @Test void aMissingTensorIsNamedWithItsShape() {
        try (var golden = GoldenModel.open("llama-smollm2")) {
            Weights weights = without(GoldenModel.weights(golden.checkpoint()), "model.layers.1.mlp.up_proj.weight");
            assertEquals("the checkpoint does not fit its config.json, which says LlamaForCausalLM: "
                    + "model.layers.1.mlp.up_proj.weight is missing, expected shape [96, 48]", complaint("llama-smollm2", weights));
        }
    }

    @Test void aMisshapedTensorIsNamedWithBothShapes() {
        try (var golden = GoldenModel.open("phi3")) {
            Weights weights = without(GoldenModel.weights(golden.checkpoint()), "model.layers.0.self_attn.qkv_proj.weight", 48, 96);
            String said = complaint("phi3", weights);
            assertTrue(said.contains("model.layers.0.self_attn.qkv_proj.weight has shape [48, 96], expected [96, 48]"), said);
        }
    }

    /// Settings of another size miss everything: five are named, the rest counted.
    @Test void manyProblemsMakeOneMessage() {
        try (var golden = GoldenModel.open("llama-smollm2")) {
            ModelConfig config = ModelConfig.read(config("llama-smollm2", "intermediate_size", "95"), "config.json");
            String said = assertThrows(UserError.class, () -> CausalLm.of(config, GoldenModel.weights(golden.checkpoint()))).getMessage();
            assertTrue(said.contains("model.layers.0.mlp.gate_proj.weight has shape [96, 48], expected [95, 48]"), said);
            assertTrue(said.endsWith("; and 4 more"), said);
        }
    }

    @Test void tensorsThatTheModelDoesNotUseAreRefused() {
        try (var golden = GoldenModel.open("llama-smollm2")) {
            List<String> names = new ArrayList<>(golden.checkpoint().names());
            names.add("model.layers.0.self_attn.rotary_emb.inv_freq");       // a table that old checkpoints carry along
            golden.model().refuseOthers(names);
            names.add("model.layers.0.self_attn.q_proj.bias");
            String said = assertThrows(UserError.class, () -> golden.model().refuseOthers(names)).getMessage();
            assertTrue(said.contains("has 1 tensors that LlamaForCausalLM") && said.contains("q_proj.bias"), said);
        }
    }

    @Test void aModelThatIsNotLoadedSaysWhatToDo() {
        try (var golden = GoldenModel.open("llama-smollm2"); var _ = TensorScope.open()) {
            String said = assertThrows(IllegalStateException.class, () -> golden.model().hidden(Tensor.ofIds(1), Segments.of(1))).getMessage();
            assertTrue(said.contains("model.embed_tokens.weight is not loaded: call load(dtype, device)"), said);
        }
    }
}
