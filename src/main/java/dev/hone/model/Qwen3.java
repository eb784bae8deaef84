package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.GroupedAttention;
import java.util.ArrayList;
import java.util.List;

/// Qwen 3: Qwen 2 without the biases, and with a norm on each head of queries and keys. A head's size is a setting of its
/// own, not hidden size over heads.
/// Source: Yang et al. 2025, arXiv:2505.09388, section 2.
final class Qwen3 implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, false, -1, 32_768);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 32, 128);
        boolean bias = json.flagOr("attention_bias", false);
        return ModelConfig.of(json, DEFAULTS, sizes, new Biases(bias, bias, false), Qwen2.layers(json, sizes), Scales.usual(sizes), null, null);
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        var parts = new Parts(config, weights);
        var embedding = parts.embedding();
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            String layer = Parts.layer(i);
            blocks.add(new DecoderBlock(
                    parts.norm(layer + ".input_layernorm"),
                    attention(parts, layer + ".self_attn", config.layers().get(i)), null,
                    parts.norm(layer + ".post_attention_layernorm"),
                    parts.mlp(layer + ".mlp", config.sizes().intermediate()), null, 1));
        }
        return parts.model(embedding, blocks, parts.norm("model.norm"));
    }

    /// Attention with normed heads.
    static GroupedAttention attention(Parts parts, String name, LayerPlan plan) {
        int headDim = parts.config().sizes().headDim();
        return parts.attention(name, plan, parts.weights().norm(name + ".q_norm", headDim),
                parts.weights().norm(name + ".k_norm", headDim), false);
    }
}
