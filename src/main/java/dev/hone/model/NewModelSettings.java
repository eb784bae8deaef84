package dev.hone.model;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A model that does not exist yet: its config.json, or the sizes of a Llama. The sizes have the names that config.json has for them.
@Help("New model")
public record NewModelSettings(
        @Help("the config.json of a new model of any family, its weights drawn from seed") String config,
        @Help("the new model's tokenizer: a folder or a hub id") String tokenizer,
        @Help("entries of a token's vector, in place of config: a new Llama") Integer hiddenSize,
        @Help("width of its feed-forward layers") Integer intermediateSize,
        @Help("its layers") Integer numHiddenLayers,
        @Help("its attention heads") Integer numAttentionHeads,
        @Help("its key and value heads; none for as many as attention heads") Integer numKeyValueHeads,
        @Help("tokens of the longest text that it is for; none for max_length") Integer maxPositionEmbeddings,
        @Help("whether its output layer is its embedding") boolean tieWordEmbeddings) {

    public static final NewModelSettings DEFAULTS = new NewModelSettings(null, null, null, null, null, null, null, null, true);

    private static final double ROPE_THETA = 10_000;
    private static final double NORM_EPS = 1e-5;

    public NewModelSettings {
        boolean sizes = Stream.of(hiddenSize, intermediateSize, numHiddenLayers, numAttentionHeads, numKeyValueHeads).anyMatch(Objects::nonNull);
        if (config != null && sizes) throw new UserError("config is given beside hidden_size and other sizes; give one of them");
        if ((config != null || sizes) && tokenizer == null) throw new UserError("tokenizer is missing: the folder or hub id of the new model's tokenizer");
        if (tokenizer != null && config == null && !sizes) throw new UserError("tokenizer is given, but no new model: config names its config.json, or hidden_size and others say its sizes");
        if (sizes) require(hiddenSize, intermediateSize, numHiddenLayers, numAttentionHeads);
    }

    private static void require(Integer hidden, Integer intermediate, Integer layers, Integer heads) {
        Map<String, Integer> needed = new LinkedHashMap<>();
        needed.put("hidden_size", hidden);
        needed.put("intermediate_size", intermediate);
        needed.put("num_hidden_layers", layers);
        needed.put("num_attention_heads", heads);
        needed.forEach((name, size) -> {
            if (size == null) throw new UserError(name + " is missing; a new model needs " + String.join(", ", needed.keySet()));
        });
    }

    /// Whether a new model is asked for.
    public boolean isGiven() {
        return tokenizer != null;
    }

    /// The config.json of the Llama with these sizes.
    /// @param maxLength tokens of the texts that it learns from
    public ObjectNode llama(int vocabulary, int maxLength) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        return json.put("model_type", "llama").put("vocab_size", vocabulary).put("hidden_size", hiddenSize).put("intermediate_size", intermediateSize)
                .put("num_hidden_layers", numHiddenLayers).put("num_attention_heads", numAttentionHeads)
                .put("num_key_value_heads", numKeyValueHeads == null ? numAttentionHeads : numKeyValueHeads)
                .put("max_position_embeddings", maxPositionEmbeddings == null ? Integer.valueOf(maxLength) : maxPositionEmbeddings)
                .put("hidden_act", "silu").put("rms_norm_eps", NORM_EPS).put("rope_theta", ROPE_THETA).put("tie_word_embeddings", tieWordEmbeddings);
    }
}
