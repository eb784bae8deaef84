package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// How llama.cpp and transformers each write one family of models: a row per kind of tensor, and what sets the family apart.
/// A new family is one more constant here and, where its configuration has fields of its own, a case in [GgufConfig].
enum GgufFamily {
    LLAMA("llama", "llama", "LlamaForCausalLM", Part.PERMUTED),
    MIXTRAL("llama", "mixtral", "MixtralForCausalLM", Part.MIXTRAL),
    SMOLLM3("smollm3", "smollm3", "SmolLM3ForCausalLM", Part.PERMUTED),
    GRANITE("granite", "granite", "GraniteForCausalLM", Part.PERMUTED),
    QWEN2("qwen2", "qwen2", "Qwen2ForCausalLM", Part.PLAIN),
    QWEN3("qwen3", "qwen3", "Qwen3ForCausalLM", Part.QWEN3),
    QWEN3_MOE("qwen3moe", "qwen3_moe", "Qwen3MoeForCausalLM", Part.QWEN3_MOE),
    GEMMA3("gemma3", "gemma3_text", "Gemma3ForCausalLM", Part.GEMMA3),
    PHI3("phi3", "phi3", "Phi3ForCausalLM", Part.PHI3),
    OLMO2("olmo2", "olmo2", "Olmo2ForCausalLM", Part.OLMO2);

    /// A tensor of each layer: its names in both worlds, and the sizes that its axes have.
    /// @param permuted llama.cpp has interleaved the two halves of each head's rows
    /// @param optional it may be absent, as biases are
    record Part(String gguf, String hf, boolean permuted, boolean optional, Axis... axes) {
        private static final Part ATTENTION_NORM = new Part("attn_norm.weight", "input_layernorm.weight", Axis.WIDTH);
        private static final Part FFN_NORM = new Part("ffn_norm.weight", "post_attention_layernorm.weight", Axis.WIDTH);
        private static final List<Part> HEADS = List.of(
                new Part("attn_q.weight", "self_attn.q_proj.weight", Axis.QUERIES, Axis.WIDTH),
                new Part("attn_q.bias", "self_attn.q_proj.bias", false, true, Axis.QUERIES),
                new Part("attn_k.weight", "self_attn.k_proj.weight", Axis.KEYS, Axis.WIDTH),
                new Part("attn_k.bias", "self_attn.k_proj.bias", false, true, Axis.KEYS));
        private static final List<Part> VALUES = List.of(
                new Part("attn_v.weight", "self_attn.v_proj.weight", Axis.KEYS, Axis.WIDTH),
                new Part("attn_v.bias", "self_attn.v_proj.bias", false, true, Axis.KEYS),
                new Part("attn_output.weight", "self_attn.o_proj.weight", Axis.WIDTH, Axis.QUERIES),
                new Part("attn_output.bias", "self_attn.o_proj.bias", false, true, Axis.WIDTH));
        private static final List<Part> MLP = List.of(
                new Part("ffn_gate.weight", "mlp.gate_proj.weight", Axis.FFN, Axis.WIDTH),
                new Part("ffn_gate.bias", "mlp.gate_proj.bias", false, true, Axis.FFN),
                new Part("ffn_up.weight", "mlp.up_proj.weight", Axis.FFN, Axis.WIDTH),
                new Part("ffn_up.bias", "mlp.up_proj.bias", false, true, Axis.FFN),
                new Part("ffn_down.weight", "mlp.down_proj.weight", Axis.WIDTH, Axis.FFN),
                new Part("ffn_down.bias", "mlp.down_proj.bias", false, true, Axis.WIDTH));
        private static final List<Part> HEAD_NORMS = List.of(
                new Part("attn_q_norm.weight", "self_attn.q_norm.weight", Axis.HEAD),
                new Part("attn_k_norm.weight", "self_attn.k_norm.weight", Axis.HEAD));
        private static final Part POST_ATTENTION_NORM = new Part("post_attention_norm.weight", "post_attention_layernorm.weight", Axis.WIDTH);
        private static final Part POST_FFN_NORM = new Part("post_ffw_norm.weight", "post_feedforward_layernorm.weight", Axis.WIDTH);

        private static final List<Part> PLAIN = join(ATTENTION_NORM, HEADS, VALUES, FFN_NORM, MLP);
        private static final List<Part> PERMUTED = join(ATTENTION_NORM, permuted(HEADS), VALUES, FFN_NORM, MLP);
        private static final List<Part> QWEN3 = join(ATTENTION_NORM, HEADS, VALUES, HEAD_NORMS, FFN_NORM, MLP);
        private static final List<Part> QWEN3_MOE = join(ATTENTION_NORM, HEADS, VALUES, HEAD_NORMS, FFN_NORM,
                new Part("ffn_gate_inp.weight", "mlp.gate.weight", Axis.EXPERTS, Axis.WIDTH),
                experts("mlp.experts.%d.gate_proj.weight", "mlp.experts.%d.up_proj.weight", "mlp.experts.%d.down_proj.weight"));
        private static final List<Part> MIXTRAL = join(ATTENTION_NORM, permuted(HEADS), VALUES, FFN_NORM,
                new Part("ffn_gate_inp.weight", "block_sparse_moe.gate.weight", Axis.EXPERTS, Axis.WIDTH),
                experts("block_sparse_moe.experts.%d.w1.weight", "block_sparse_moe.experts.%d.w3.weight", "block_sparse_moe.experts.%d.w2.weight"));
        private static final List<Part> GEMMA3 = join(ATTENTION_NORM, HEADS, VALUES, HEAD_NORMS, POST_ATTENTION_NORM,
                new Part("ffn_norm.weight", "pre_feedforward_layernorm.weight", Axis.WIDTH), MLP, POST_FFN_NORM);
        private static final List<Part> PHI3 = join(ATTENTION_NORM,
                new Part("attn_qkv.weight", "self_attn.qkv_proj.weight", Axis.QUERIES_KEYS_VALUES, Axis.WIDTH),
                new Part("attn_output.weight", "self_attn.o_proj.weight", Axis.WIDTH, Axis.QUERIES), FFN_NORM,
                new Part("ffn_up.weight", "mlp.gate_up_proj.weight", Axis.FFN_TWICE, Axis.WIDTH),
                new Part("ffn_down.weight", "mlp.down_proj.weight", Axis.WIDTH, Axis.FFN));
        private static final List<Part> OLMO2 = join(HEADS, VALUES,
                new Part("attn_q_norm.weight", "self_attn.q_norm.weight", Axis.QUERIES),
                new Part("attn_k_norm.weight", "self_attn.k_norm.weight", Axis.KEYS), POST_ATTENTION_NORM, MLP, POST_FFN_NORM);

        private Part(String gguf, String hf, Axis... axes) {
            this(gguf, hf, false, false, axes);
        }

        /// Whether the first axis counts experts, each of which is a tensor of its own in a folder.
        boolean perExpert() {
            return hf.contains("%d");
        }

        private static List<Part> experts(String gate, String up, String down) {
            return List.of(new Part("ffn_gate_exps.weight", gate, Axis.EXPERTS, Axis.EXPERT_FFN, Axis.WIDTH),
                    new Part("ffn_up_exps.weight", up, Axis.EXPERTS, Axis.EXPERT_FFN, Axis.WIDTH),
                    new Part("ffn_down_exps.weight", down, Axis.EXPERTS, Axis.WIDTH, Axis.EXPERT_FFN));
        }

        private static List<Part> permuted(List<Part> parts) {
            return parts.stream().map(part -> new Part(part.gguf, part.hf, true, part.optional, part.axes)).toList();
        }

        private static List<Part> join(Object... partsAndLists) {
            List<Part> joined = new ArrayList<>();
            for (Object one : partsAndLists) {
                if (one instanceof Part part) joined.add(part);
                else for (Object part : (List<?>) one) joined.add((Part) part);
            }
            return List.copyOf(joined);
        }
    }

    /// Sizes that a configuration decides.
    enum Axis { WIDTH, QUERIES, KEYS, HEAD, QUERIES_KEYS_VALUES, FFN, FFN_TWICE, EXPERTS, EXPERT_FFN }

    private final String ggufName;
    private final String modelType;
    private final String className;
    private final List<Part> parts;

    GgufFamily(String ggufName, String modelType, String className, List<Part> parts) {
        this.ggufName = ggufName;
        this.modelType = modelType;
        this.className = className;
        this.parts = parts;
    }

    String ggufName() {
        return ggufName;
    }

    String modelType() {
        return modelType;
    }

    String className() {
        return className;
    }

    List<Part> parts() {
        return parts;
    }

    /// Gemma multiplies by `1 + w`, and llama.cpp stores that sum.
    float normShift() {
        return this == GEMMA3 ? -1 : 0;
    }

    static GgufFamily of(GgufMetadata metadata) {
        String name = metadata.text("general.architecture");
        if (name.equals("llama") && metadata.integer("llama.expert_count", 0) > 0) return MIXTRAL;
        return Arrays.stream(values()).filter(family -> family.ggufName.equals(name)).findFirst().orElseThrow(() -> new UserError(metadata.file()
                + ": architecture " + name + " cannot be converted; those that can are "
                + Arrays.stream(values()).map(GgufFamily::ggufName).distinct().collect(Collectors.joining(", "))));
    }
}
