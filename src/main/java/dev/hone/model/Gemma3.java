package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.GroupedAttention;
import dev.hone.model.layer.RmsNorm;
import java.util.ArrayList;
import java.util.List;

/// Gemma 3, the text model: norms before and after attention and the feed-forward layer, whose stored weights are distances
/// from 1; normed heads; embeddings times the root of their width; scores over the root of `query_pre_attn_scalar`; most
/// layers see a sliding window and turn with a rotary base of their own.
/// Source: Gemma Team 2025, arXiv:2503.19786, section 2. `attn_logit_softcapping` is not used, as in transformers' Gemma 3.
final class Gemma3 implements Family {
    private static final Defaults DEFAULTS = new Defaults("hidden_activation", "gelu_pytorch_tanh", 1e-6, true, 0, 131_072);
    private static final int PATTERN = 6;

    @Override public ModelConfig settings(ConfigReader json) {
        if (json.flagOr("use_bidirectional_attention", false)) throw json.wrong("use_bidirectional_attention",
                "false: Hone opens models that read from left to right");
        Sizes sizes = Sizes.read(json, 4, 256);
        boolean bias = json.flagOr("attention_bias", false);
        var scales = new Scales(Math.sqrt(sizes.hidden()), 1 / Math.sqrt(json.positiveOr("query_pre_attn_scalar", 256)), 1, 1,
                json.positiveOr("final_logit_softcapping", 0));
        return ModelConfig.of(json, DEFAULTS, sizes, new Biases(bias, bias, false), layers(json, sizes), scales, null, null);
    }

    private static List<LayerPlan> layers(ConfigReader json, Sizes sizes) {
        int pattern = json.countOr("sliding_window_pattern", PATTERN);
        int window = Windows.given(json, 4096);
        Rotary full = rotary(json, "full_attention", "rope_theta", 1_000_000).whole(sizes.headDim());
        Rotary sliding = rotary(json, "sliding_attention", "rope_local_base_freq", 10_000).whole(sizes.headDim());
        return Windows.ofLayers(json, json.count("num_hidden_layers"), window, i -> (i + 1) % pattern != 0).stream()
                .map(back -> new LayerPlan(back, back == 0 ? full : sliding, false)).toList();
    }

    /// Rotary settings of one kind of layer: a part of `rope_parameters`, or, as it was before, a base at the top and a
    /// `rope_scaling` that holds for the full layers only.
    private static RotaryReader rotary(ConfigReader json, String kind, String thetaKey, double thetaDefault) {
        ConfigReader now = json.part("rope_parameters").part(kind);
        ConfigReader old = json.part("rope_scaling");
        boolean useOld = kind.equals("full_attention") && !old.isEmpty();
        double theta = now.positiveOr("rope_theta", json.positiveOr(thetaKey, thetaDefault));
        return new RotaryReader(json, useOld ? old : now, theta, json.countOr("max_position_embeddings", DEFAULTS.maxPositions()));
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        var parts = new Parts(config, weights);
        var embedding = parts.embedding();
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            String layer = Parts.layer(i);
            blocks.add(new DecoderBlock(
                    norm(parts, layer + ".input_layernorm"),
                    attention(parts, layer + ".self_attn", config.layers().get(i)),
                    norm(parts, layer + ".post_attention_layernorm"),
                    norm(parts, layer + ".pre_feedforward_layernorm"),
                    parts.mlp(layer + ".mlp", config.sizes().intermediate()),
                    norm(parts, layer + ".post_feedforward_layernorm"), 1));
        }
        return parts.model(embedding, blocks, norm(parts, "model.norm"));
    }

    private static RmsNorm norm(Parts parts, String name) {
        return norm(parts, name, parts.config().sizes().hidden());
    }

    private static RmsNorm norm(Parts parts, String name, int width) {
        return parts.weights().norm(name, width, parts.config().normEps(), true);
    }

    private static GroupedAttention attention(Parts parts, String name, LayerPlan plan) {
        int headDim = parts.config().sizes().headDim();
        return parts.attention(name, plan, norm(parts, name + ".q_norm", headDim), norm(parts, name + ".k_norm", headDim), false);
    }
}
