package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.GroupedAttention;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// OLMo 2: norms after attention and after the feed-forward layer instead of before them, and norms of queries and keys over
/// all heads together.
/// Source: OLMo Team 2024, arXiv:2501.00656, section 3.
final class Olmo2 implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-5, false, 1, 2048);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 0, 0);
        Rotary rope = RotaryReader.of(json, 10_000, DEFAULTS.maxPositions()).whole(sizes.headDim());
        List<LayerPlan> layers = Collections.nCopies(json.count("num_hidden_layers"), new LayerPlan(0, rope, false));
        boolean bias = json.flagOr("attention_bias", false);
        return ModelConfig.of(json, DEFAULTS, sizes, new Biases(bias, bias, false), layers, Scales.usual(sizes), null, null);
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        var parts = new Parts(config, weights);
        var embedding = parts.embedding();
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            String layer = Parts.layer(i);
            blocks.add(new DecoderBlock(
                    null, attention(parts, layer + ".self_attn", config.layers().get(i)),
                    parts.norm(layer + ".post_attention_layernorm"),
                    null, parts.mlp(layer + ".mlp", config.sizes().intermediate()),
                    parts.norm(layer + ".post_feedforward_layernorm"), 1));
        }
        return parts.model(embedding, blocks, parts.norm("model.norm"));
    }

    private static GroupedAttention attention(Parts parts, String name, LayerPlan plan) {
        Sizes sizes = parts.config().sizes();
        return parts.attention(name, plan, parts.weights().norm(name + ".q_norm", sizes.heads() * sizes.headDim()),
                parts.weights().norm(name + ".k_norm", sizes.kvHeads() * sizes.headDim()), true);
    }
}
