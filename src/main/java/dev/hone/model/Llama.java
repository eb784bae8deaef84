package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.DecoderBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Llama, and what is built like it (SmolLM2, Llama 3): a norm before attention and before the feed-forward layer, grouped
/// key heads, rotary positions, a gated feed-forward layer. The plainest family; the others say how they differ from it.
/// Source: Touvron et al. 2023, arXiv:2302.13971, section 2.2; grouped heads: arXiv:2307.09288.
final class Llama implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, false, -1, 2048);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 0, 0);
        Rotary rope = RotaryReader.of(json, 10_000, DEFAULTS.maxPositions()).whole(sizes.headDim());
        List<LayerPlan> layers = Collections.nCopies(json.count("num_hidden_layers"), new LayerPlan(0, rope, false));
        return ModelConfig.of(json, DEFAULTS, sizes, Biases.read(json), layers, Scales.usual(sizes), null, null);
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        return prenorm(config, weights);
    }

    /// The model, for every family that has Llama's blocks and names.
    static CausalLm prenorm(ModelConfig config, ExpectedWeights weights) {
        var parts = new Parts(config, weights);
        var embedding = parts.embedding();
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            String layer = Parts.layer(i);
            blocks.add(new DecoderBlock(
                    parts.norm(layer + ".input_layernorm"),
                    parts.attention(layer + ".self_attn", config.layers().get(i)), null,
                    parts.norm(layer + ".post_attention_layernorm"),
                    parts.mlp(layer + ".mlp", config.sizes().intermediate()), null,
                    config.scales().residual()));
        }
        return parts.model(embedding, blocks, parts.norm("model.norm"));
    }
}
