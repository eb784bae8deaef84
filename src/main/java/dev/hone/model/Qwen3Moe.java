package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.Experts;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.FeedForward;
import dev.hone.model.layer.Routing;
import java.util.ArrayList;
import java.util.List;

/// Qwen 3 with a mixture of experts in place of the feed-forward layer, except in the layers that `mlp_only_layers` and
/// `decoder_sparse_step` leave dense. No expert is shared. A sliding window, where used, is on every layer.
/// Source: Yang et al. 2025, arXiv:2505.09388, section 2.
final class Qwen3Moe implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, false, -1, 32_768);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 4, 0);
        boolean bias = json.flagOr("attention_bias", false);
        return ModelConfig.of(json, DEFAULTS, sizes, new Biases(bias, bias, false), layers(json, sizes), Scales.usual(sizes), experts(json), null);
    }

    private static List<LayerPlan> layers(ConfigReader json, Sizes sizes) {
        Rotary rope = RotaryReader.of(json, 10_000, DEFAULTS.maxPositions()).whole(sizes.headDim());
        int window = Windows.ifUsed(json, 4096);
        int step = json.countOr("decoder_sparse_step", 1);
        List<Double> dense = json.numbers("mlp_only_layers");
        List<LayerPlan> layers = new ArrayList<>();
        for (int i = 0; i < json.count("num_hidden_layers"); i++) {
            boolean sparse = (i + 1) % step == 0 && (dense == null || !dense.contains((double) i));
            layers.add(new LayerPlan(window, rope, sparse));
        }
        return layers;
    }

    private static Experts experts(ConfigReader json) {
        int count = json.count("num_experts", "num_local_experts");
        int topK = json.countOr("num_experts_per_tok", 8);
        if (topK > count) throw json.wrong("num_experts_per_tok", "at most the number of experts, which is " + count);
        var routing = new Routing(topK, Routing.Scores.SOFTMAX, json.flagOr("norm_topk_prob", false), 1);
        return new Experts(count, json.countOr("moe_intermediate_size", 768), 0, routing, json.numberOr("router_aux_loss_coef", 0.001));
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        var parts = new Parts(config, weights);
        var embedding = parts.embedding();
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            String layer = Parts.layer(i);
            LayerPlan plan = config.layers().get(i);
            blocks.add(new DecoderBlock(
                    parts.norm(layer + ".input_layernorm"),
                    Qwen3.attention(parts, layer + ".self_attn", plan), null,
                    parts.norm(layer + ".post_attention_layernorm"),
                    feedForward(parts, layer + ".mlp", plan), null, 1));
        }
        return parts.model(embedding, blocks, parts.norm("model.norm"));
    }

    private static FeedForward feedForward(Parts parts, String name, LayerPlan plan) {
        return plan.sparse() ? parts.experts(name, null, null) : parts.mlp(name, parts.config().sizes().intermediate());
    }
}
