package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Each golden model is written as GGUF in the way of llama.cpp's convert_hf_to_gguf.py, converted, and must come back:
/// every tensor to the last bit, every field of its config.json that GGUF can hold.
class GgufFamilyTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models");
    /// Fields that say nothing about what is computed, or that this test's models set in a way that GGUF cannot say.
    private static final Set<String> NOT_IN_GGUF = Set.of("transformers_version", "_sliding_window_pattern", "max_window_layers", "pretraining_tp",
            "router_aux_loss_coef", "output_router_logits", "router_jitter_noise", "embd_pdrop", "resid_pdrop", "mlp_only_layers", "num_hidden_layers",
            "layer_types", "no_rope_layers", "no_rope_layer_interval", "query_pre_attn_scalar", "head_dim");
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"llama-smollm2, LLAMA, 0", "llama-llama3-rope, LLAMA, 0", "qwen2, QWEN2, 0", "qwen3, QWEN3, 0", "qwen3-moe, QWEN3_MOE, 1", "mixtral, MIXTRAL, 0",
        "gemma3-text, GEMMA3, 0", "olmo2, OLMO2, 0", "phi3, PHI3, 0", "granite, GRANITE, 0", "smollm3, SMOLLM3, 0"})
    void aModelSurvivesTheWayThroughGguf(String name, GgufFamily family, int firstLayer) throws IOException {
        Path model = MODELS.resolve(name);
        // The first layer of qwen3-moe is dense, which GGUF has no word for: the test takes the layers after it.
        write(model, family, firstLayer, folder.resolve("m.gguf"));
        GgufConversion.convert(folder.resolve("m.gguf"), folder.resolve("hf"), DType.FLOAT32, 1 << 20, false, GgufConversion.Progress.NONE);
        try (Safetensors before = Safetensors.open(model); Safetensors after = Safetensors.open(folder.resolve("hf"))) {
            Set<String> expected = new TreeSet<>();
            before.names().forEach(tensor -> { if (renumbered(tensor, firstLayer) != null) expected.add(tensor); });
            assertEquals(expected.size(), after.names().size());
            for (String tensor : expected) assertSame(before, tensor, after, renumbered(tensor, firstLayer), family);
        }
        assertConfig(HfFolder.open(model).config(), HfFolder.open(folder.resolve("hf")).config());
    }

    private static void assertSame(Safetensors before, String name, Safetensors after, String renumbered, GgufFamily family) {
        float[] expected = floats(GgufBuilder.bytes(before, name));
        float[] got = floats(GgufBuilder.bytes(after, renumbered));
        // 1 + w does not hold all bits of a small w
        float tolerance = family == GgufFamily.GEMMA3 && name.endsWith("norm.weight") ? 1.2e-7f : 0;
        assertArrayEquals(before.get(name).shape(), after.get(renumbered).shape(), name);
        assertArrayEquals(expected, got, tolerance, name);
    }

    private static void assertConfig(JsonNode expected, JsonNode got) {
        expected.properties().forEach(entry -> {
            if (NOT_IN_GGUF.contains(entry.getKey())) return;
            JsonNode value = got.get(entry.getKey());
            if (entry.getKey().startsWith("rope")) assertRope(entry.getValue(), value);
            else if (entry.getValue().isNumber()) assertEquals(entry.getValue().doubleValue(), value.doubleValue(), entry.getKey());
            else assertEquals(entry.getValue(), value, entry.getKey());
        });
        if (expected.path("head_dim").isNumber()) assertEquals(expected.get("head_dim").intValue(), got.get("head_dim").intValue());
    }

    private static void assertRope(JsonNode expected, JsonNode got) {
        expected.properties().forEach(entry -> {
            if (NOT_IN_GGUF.contains(entry.getKey())) return;
            if (entry.getValue().isObject()) assertRope(entry.getValue(), got.get(entry.getKey()));
            else if (entry.getValue().isNumber()) assertEquals(entry.getValue().doubleValue(), got.get(entry.getKey()).doubleValue(), entry.getKey());
            else assertEquals(entry.getValue(), got.get(entry.getKey()), entry.getKey());
        });
    }

    /// The tensor's name when layers are counted from `firstLayer`; null for a layer before it.
    private static String renumbered(String tensor, int firstLayer) {
        if (!tensor.startsWith("model.layers.")) return tensor;
        String[] parts = tensor.split("\\.", 4);
        int layer = Integer.parseInt(parts[2]) - firstLayer;
        return layer < 0 ? null : "model.layers." + layer + "." + parts[3];
    }

    static void write(Path model, GgufFamily family, int firstLayer, Path file) throws IOException {
        JsonNode config = HfFolder.open(model).config();
        int layers = config.get("num_hidden_layers").intValue() - firstLayer;
        GgufBuilder gguf = new GgufBuilder();
        metadata(gguf, config, family, layers);
        try (Safetensors weights = Safetensors.open(model)) {
            copy(gguf, weights, "model.embed_tokens.weight", "token_embd.weight", family, 0);
            copy(gguf, weights, "model.norm.weight", "output_norm.weight", family, 0);
            if (weights.has("lm_head.weight")) copy(gguf, weights, "lm_head.weight", "output.weight", family, 0);
            int headDim = headDim(config);
            for (int layer = 0; layer < layers; layer++)
                for (GgufFamily.Part part : family.parts()) {
                    String hf = "model.layers." + (layer + firstLayer) + "." + part.hf();
                    String name = "blk." + layer + "." + part.gguf();
                    if (part.perExpert()) stack(gguf, weights, hf, name);
                    else if (weights.has(hf)) copy(gguf, weights, hf, name, family, part.permuted() ? headDim : 0);
                }
        }
        gguf.write(file);
    }

    private static void metadata(GgufBuilder gguf, JsonNode config, GgufFamily family, int layers) {
        String p = family.ggufName() + ".";
        gguf.put("general.architecture", family.ggufName()).put(p + "block_count", (long) layers);
        for (List<String> pair : List.of(List.of("context_length", "max_position_embeddings"), List.of("embedding_length", "hidden_size"),
                List.of("feed_forward_length", "intermediate_size"), List.of("attention.head_count", "num_attention_heads"),
                List.of("attention.head_count_kv", "num_key_value_heads"), List.of("attention.sliding_window", "sliding_window"),
                List.of("vocab_size", "vocab_size"), List.of("rope.dimension_count", "head_dim"), List.of("expert_count", "num_local_experts"), List.of("expert_used_count", "num_experts_per_tok"),
                List.of("expert_feed_forward_length", "moe_intermediate_size"), List.of("attention.key_length", "head_dim")))
            if (config.path(pair.get(1)).isNumber()) gguf.put(p + pair.get(0), config.get(pair.get(1)).longValue());
        for (List<String> pair : List.of(List.of("attention.layer_norm_rms_epsilon", "rms_norm_eps"), List.of("attention.scale", "attention_multiplier"),
                List.of("embedding_scale", "embedding_multiplier"), List.of("residual_scale", "residual_multiplier"), List.of("logit_scale", "logits_scaling")))
            if (config.path(pair.get(1)).isNumber()) gguf.put(p + pair.get(0), config.get(pair.get(1)).doubleValue());
        JsonNode rope = config.get("rope_parameters");
        if (rope.has("full_attention")) rope = rope.get("full_attention");
        gguf.put(p + "rope.freq_base", rope.get("rope_theta").doubleValue());
        if (rope.get("rope_type").stringValue().equals("linear"))
            gguf.put(p + "rope.scaling.type", "linear").put(p + "rope.scaling.factor", rope.get("factor").doubleValue());
        if (rope.get("rope_type").stringValue().equals("llama3")) gguf.tensor("rope_freqs.weight", new long[] {headDim(config) / 2}, llama3(config, rope));
        gguf.put("tokenizer.ggml.model", "none").put("tokenizer.ggml.bos_token_id", 1L).put("tokenizer.ggml.eos_token_id", 2L)
                .put("tokenizer.ggml.padding_token_id", 0L);
    }

    private static int headDim(JsonNode config) {
        return config.path("head_dim").asInt(config.get("hidden_size").intValue() / config.get("num_attention_heads").intValue());
    }

    /// The divisors of Llama 3's rotary scaling, as llama.cpp's converter computes them.
    private static float[] llama3(JsonNode config, JsonNode rope) {
        double factor = rope.get("factor").doubleValue();
        double low = rope.get("low_freq_factor").doubleValue();
        double high = rope.get("high_freq_factor").doubleValue();
        double length = rope.get("original_max_position_embeddings").doubleValue();
        float[] divisors = new float[headDim(config) / 2];
        for (int i = 0; i < divisors.length; i++) {
            double wave = 2 * Math.PI * Math.pow(rope.get("rope_theta").doubleValue(), 2.0 * i / headDim(config));
            double smooth = (length / wave - low) / (high - low);
            divisors[i] = (float) (wave < length / high ? 1 : wave > length / low ? factor : 1 / ((1 - smooth) / factor + smooth));
        }
        return divisors;
    }

    private static void copy(GgufBuilder gguf, Safetensors weights, String hf, String name, GgufFamily family, int headDim) {
        byte[] bytes = GgufBuilder.bytes(weights, hf);
        long[] shape = weights.get(hf).shape();
        if (headDim > 0) bytes = permuted(bytes, (int) shape[0], headDim);
        if (family == GgufFamily.GEMMA3 && hf.endsWith("norm.weight")) {
            float[] numbers = floats(bytes);
            for (int i = 0; i < numbers.length; i++) numbers[i] += 1;
            gguf.tensor(name, shape, numbers);
        } else gguf.tensor(name, shape, bytes);
    }

    /// llama.cpp's permute: `weights.reshape(heads, 2, headDim / 2, ...).swapaxes(1, 2)`.
    private static byte[] permuted(byte[] bytes, int rows, int headDim) {
        int row = bytes.length / rows;
        byte[] out = new byte[bytes.length];
        int to = 0;
        for (int head = 0; head < rows / headDim; head++)
            for (int i = 0; i < headDim / 2; i++)
                for (int half = 0; half < 2; half++, to += row)
                    System.arraycopy(bytes, (head * headDim + half * headDim / 2 + i) * row, out, to, row);
        return out;
    }

    private static void stack(GgufBuilder gguf, Safetensors weights, String hf, String name) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int experts = (int) IntStream.range(0, 1000).takeWhile(expert -> weights.has(String.format(hf, expert))).count();
        for (int expert = 0; expert < experts; expert++) all.writeBytes(GgufBuilder.bytes(weights, String.format(hf, expert)));
        long[] one = weights.get(String.format(hf, 0)).shape();
        gguf.tensor(name, new long[] {experts, one[0], one[1]}, all.toByteArray());
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
