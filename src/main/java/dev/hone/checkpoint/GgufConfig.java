package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The configuration of a GGUF model, as transformers 5 writes config.json and generation_config.json.
/// @param family which architecture it is
record GgufConfig(Gguf gguf, GgufFamily family) {
    /// Tokens that end a turn in the templates of the families above; older files do not name theirs in the metadata.
    private static final List<String> END_OF_TURN = List.of("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|end_of_text|>", "<|end_of_role|>");

    static GgufConfig of(Gguf gguf) {
        if (gguf.metadata().integer("split.count", 1) > 1) throw new UserError(gguf.path() + ": is part "
                + (gguf.metadata().integer("split.no", 0) + 1) + " of " + gguf.metadata().integer("split.count")
                + "; join the parts first, with llama.cpp's llama-gguf-split --merge");
        return new GgufConfig(gguf, GgufFamily.of(gguf.metadata()));
    }

    GgufMetadata metadata() {
        return gguf.metadata();
    }

    String key(String name) {
        return family.ggufName() + "." + name;
    }

    long layers() {
        long layers = positive("block_count");
        // Each layer has tensors of its own, so more layers than tensors is damage, and must not become a list.
        if (layers > gguf.tensors().size()) throw new UserError(gguf.path() + ": metadata " + key("block_count") + " is " + layers
                + ", but there are only " + gguf.tensors().size() + " tensors");
        return layers;
    }

    long width() {
        return positive("embedding_length");
    }

    long heads() {
        return positive("attention.head_count");
    }

    long keyHeads() {
        return metadata().has(key("attention.head_count_kv")) ? positive("attention.head_count_kv") : heads();
    }

    long headDim() {
        long head = metadata().integer(key("attention.key_length"), width() / heads());
        long value = metadata().integer(key("attention.value_length"), head);
        if (head < 1 || head != value) throw new UserError(gguf.path() + ": keys of " + head + " and values of " + value
                + " numbers a head; " + family.ggufName() + " has both alike");
        return head;
    }

    long experts() {
        return positive("expert_count");
    }

    private long positive(String name) {
        long value = metadata().integer(key(name));
        if (value < 1 || value > Integer.MAX_VALUE) throw new UserError(gguf.path() + ": metadata " + key(name) + " is " + value + ", expected a count");
        return value;
    }

    long size(GgufFamily.Axis axis) {
        return switch (axis) {
            case WIDTH -> width();
            case HEAD -> headDim();
            case QUERIES -> heads() * headDim();
            case KEYS -> keyHeads() * headDim();
            case QUERIES_KEYS_VALUES -> (heads() + 2 * keyHeads()) * headDim();
            case FFN -> positive("feed_forward_length");
            case FFN_TWICE -> 2 * positive("feed_forward_length");
            case EXPERTS -> experts();
            case EXPERT_FFN -> positive(metadata().has(key("expert_feed_forward_length")) ? "expert_feed_forward_length" : "feed_forward_length");
        };
    }

    boolean tied() {
        return !gguf.tensors().containsKey("output.weight");
    }

    /// config.json, its keys sorted as transformers sorts them.
    Map<String, Object> json(DType dtype) {
        Map<String, Object> json = new TreeMap<>();
        json.put("architectures", List.of(family.className()));
        json.put("model_type", family.modelType());
        json.put("dtype", dtype.torchName());
        json.put("attention_dropout", 0.0);
        json.put("hidden_size", width());
        json.put("initializer_range", 0.02);
        json.put("max_position_embeddings", positive("context_length"));
        json.put("num_attention_heads", heads());
        json.put("num_hidden_layers", layers());
        json.put("num_key_value_heads", keyHeads());
        json.put("rms_norm_eps", metadata().number(key("attention.layer_norm_rms_epsilon")));
        json.put("tie_word_embeddings", tied());
        json.put("use_cache", true);
        json.put("vocab_size", vocabulary());
        json.put(family == GgufFamily.GEMMA3 ? "hidden_activation" : "hidden_act", family == GgufFamily.GEMMA3 ? "gelu_pytorch_tanh" : "silu");
        json.put("intermediate_size", family == GgufFamily.QWEN3_MOE
                ? metadata().integer(key("feed_forward_length"), size(GgufFamily.Axis.EXPERT_FFN)) : size(GgufFamily.Axis.FFN));
        json.put("rope_parameters", family == GgufFamily.GEMMA3 ? gemmaRope() : new GgufRope(this).json());
        for (String which : List.of("bos", "eos", "padding")) tokenId(which).ifPresent(id -> json.put(configKey(which), id));
        addOwnFields(json);
        return json;
    }

    private void addOwnFields(Map<String, Object> json) {
        switch (family) {
            case LLAMA, SMOLLM3, GRANITE -> {
                json.put("attention_bias", has("attn_q.bias"));
                json.put("mlp_bias", has("ffn_up.bias"));
                if (family == GgufFamily.LLAMA) json.put("head_dim", headDim());
                if (family == GgufFamily.SMOLLM3) addRotaryLayers(json);
                if (family == GgufFamily.GRANITE) addMultipliers(json);
            }
            case OLMO2 -> json.put("attention_bias", has("attn_q.bias"));
            case QWEN2 -> addNoWindow(json);
            case QWEN3 -> {
                addNoWindow(json);
                json.put("attention_bias", has("attn_q.bias"));
                json.put("head_dim", headDim());
            }
            case QWEN3_MOE -> addExperts(json);
            case MIXTRAL -> {
                json.put("head_dim", headDim());
                json.put("num_local_experts", experts());
                json.put("num_experts_per_tok", positive("expert_used_count"));
                json.put("sliding_window", null);
            }
            case GEMMA3 -> addGemma(json);
            case PHI3 -> {
                json.put("original_max_position_embeddings", metadata().integer(key("rope.scaling.original_context_length"), positive("context_length")));
                json.put("sliding_window", metadata().has(key("attention.sliding_window")) ? positive("attention.sliding_window") : null);
            }
        }
    }

    private static void addNoWindow(Map<String, Object> json) {
        json.put("sliding_window", null);
        json.put("use_sliding_window", false);
    }

    /// SmolLM3 leaves rotary positions out of every fourth layer; llama.cpp has that in its code, not in the file.
    private void addRotaryLayers(Map<String, Object> json) {
        addNoWindow(json);
        json.put("no_rope_layer_interval", 4);
        json.put("no_rope_layers", IntStream.range(0, (int) layers()).mapToObj(layer -> (layer + 1) % 4 == 0 ? 0 : 1).toList());
        json.put("layer_types", IntStream.range(0, (int) layers()).mapToObj(_ -> "full_attention").toList());
    }

    private void addMultipliers(Map<String, Object> json) {
        json.put("attention_multiplier", metadata().number(key("attention.scale"), 1.0 / Math.sqrt(headDim())));
        json.put("embedding_multiplier", metadata().number(key("embedding_scale"), 1));
        json.put("residual_multiplier", metadata().number(key("residual_scale"), 1));
        json.put("logits_scaling", metadata().number(key("logit_scale"), 1));
    }

    private void addExperts(Map<String, Object> json) {
        addNoWindow(json);
        json.put("attention_bias", has("attn_q.bias"));
        json.put("decoder_sparse_step", 1);
        json.put("head_dim", headDim());
        json.put("mlp_only_layers", List.of());
        json.put("moe_intermediate_size", size(GgufFamily.Axis.EXPERT_FFN));
        json.put("norm_topk_prob", true);               // what llama.cpp computes for every qwen3moe
        json.put("num_experts_per_tok", positive("expert_used_count"));
        json.put("num_local_experts", experts());
    }

    private void addGemma(Map<String, Object> json) {
        json.put("attention_bias", false);
        json.put("attn_logit_softcapping", null);
        json.put("final_logit_softcapping", null);
        json.put("head_dim", headDim());
        json.put("layer_types", IntStream.range(0, (int) layers())
                .mapToObj(layer -> (layer + 1) % 6 == 0 ? "full_attention" : "sliding_attention").toList());
        // The 27B model, told by its 62 layers as in llama.cpp, divides by the width a head would have had.
        json.put("query_pre_attn_scalar", layers() == 62 ? width() / heads() : headDim());
        json.put("sliding_window", positive("attention.sliding_window"));
        json.put("use_bidirectional_attention", false);
    }

    private Map<String, Object> gemmaRope() {
        return new TreeMap<>(Map.of("full_attention", new GgufRope(this).json(),
                "sliding_attention", new TreeMap<>(Map.of("rope_type", "default", "rope_theta", metadata().number(key("rope.freq_base_swa"), 10_000)))));
    }

    private boolean has(String part) {
        return gguf.tensors().containsKey("blk.0." + part);
    }

    long vocabulary() {
        GgufTensor embedding = gguf.tensors().get("token_embd.weight");
        if (embedding == null || embedding.shape().length != 2) throw new UserError(gguf.path() + ": has no embedding token_embd.weight of two axes");
        return embedding.shape()[0];
    }

    private static String configKey(String which) {
        return which.equals("padding") ? "pad_token_id" : which + "_token_id";
    }

    /// The id of a special token: `bos`, `eos`, `eot`, `eom`, `padding`, `unknown`.
    Optional<Long> tokenId(String which) {
        String key = "tokenizer.ggml." + which + "_token_id";
        if (!metadata().has(key)) return Optional.empty();
        long id = metadata().integer(key);
        // llama.cpp writes -1, as an unsigned number, for "none".
        if (id == -1 || id == 0xFFFFFFFFL) return Optional.empty();
        if (id < 0 || id >= vocabulary()) throw new UserError(gguf.path() + ": metadata " + key + " is " + id + ", but there are only " + vocabulary() + " tokens");
        return Optional.of(id);
    }

    /// generation_config.json. Where a turn ends with another token than a text, both stop generation.
    Map<String, Object> generationJson() {
        Map<String, Object> json = new TreeMap<>();
        tokenId("bos").ifPresent(id -> json.put("bos_token_id", id));
        tokenId("padding").ifPresent(id -> json.put("pad_token_id", id));
        Set<Long> ends = new LinkedHashSet<>();
        for (String which : List.of("eos", "eot", "eom")) tokenId(which).ifPresent(ends::add);
        ends.addAll(endsOfTurn());
        if (ends.size() == 1) json.put("eos_token_id", ends.iterator().next());
        if (ends.size() > 1) json.put("eos_token_id", new ArrayList<>(ends));
        return json;
    }

    /// Control tokens that the chat template itself writes at the end of a turn.
    private List<Long> endsOfTurn() {
        Optional<String> template = metadata().textIfAny("tokenizer.chat_template");
        if (template.isEmpty() || !metadata().has("tokenizer.ggml.tokens") || tokenId("eot").isPresent()) return List.of();
        List<String> tokens = metadata().texts("tokenizer.ggml.tokens");
        return END_OF_TURN.stream().filter(template.get()::contains).mapToLong(tokens::indexOf).filter(id -> id >= 0).boxed().toList();
    }
}
