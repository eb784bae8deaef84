package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.Experts;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.Routing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Mixtral: Mistral with a mixture of experts in every layer, under names of its own (`block_sparse_moe`, `w1` gate, `w3` up,
/// `w2` down). The weights of the chosen experts always sum to 1.
/// Source: Jiang et al. 2024, arXiv:2401.04088, section 2.
final class Mixtral implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-5, false, -1, 131_072);

    @Override public ModelConfig settings(ConfigReader json) {
        if (json.numberOr("router_jitter_noise", 0) != 0) throw json.wrong("router_jitter_noise", "0: Hone adds no noise in training");
        Sizes sizes = Sizes.read(json, 8, 0);
        Rotary rope = RotaryReader.of(json, 1_000_000, DEFAULTS.maxPositions()).whole(sizes.headDim());
        List<LayerPlan> layers = Collections.nCopies(json.count("num_hidden_layers"), new LayerPlan(Windows.given(json, 0), rope, true));
        return ModelConfig.of(json, DEFAULTS, sizes, Biases.NONE, layers, Scales.usual(sizes), experts(json, sizes), null);
    }

    private static Experts experts(ConfigReader json, Sizes sizes) {
        int count = json.count("num_local_experts", "num_experts");
        int topK = json.countOr("num_experts_per_tok", 2);
        if (topK > count) throw json.wrong("num_experts_per_tok", "at most the number of experts, which is " + count);
        var routing = new Routing(topK, Routing.Scores.SOFTMAX, true, 1);
        return new Experts(count, sizes.intermediate(), 0, routing, json.numberOr("router_aux_loss_coef", 0.001));
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        var parts = new Parts(config, weights);
        var embedding = parts.embedding();
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            String layer = Parts.layer(i);
            blocks.add(new DecoderBlock(
                    parts.norm(layer + ".input_layernorm"),
                    parts.attention(layer + ".self_attn", config.layers().get(i)), null,
                    parts.norm(layer + ".post_attention_layernorm"),
                    parts.experts(layer + ".block_sparse_moe", "w1", "w3", "w2", null, null), null, 1));
        }
        return parts.model(embedding, blocks, parts.norm("model.norm"));
    }
}
