package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.GatedMlp;
import dev.hone.model.layer.GroupedAttention;
import dev.hone.model.layer.Linear;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Phi-3 and Phi-4-mini: Llama's blocks, with queries, keys and values in one matrix, and gate and up in another. Part of a
/// head may pass without being turned (`partial_rotary_factor`), and long texts have rotary factors of their own.
/// Source: Abdin et al. 2024, arXiv:2404.14219, section 2.
final class Phi3 implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-5, false, 32_000, 4096);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 0, 0);
        LayerPlan plan = new LayerPlan(Windows.given(json, 0), rope(json, sizes), false);
        List<LayerPlan> layers = Collections.nCopies(json.count("num_hidden_layers"), plan);
        return ModelConfig.of(json, DEFAULTS, sizes, Biases.NONE, layers, Scales.usual(sizes), null, null);
    }

    private static Rotary rope(ConfigReader json, Sizes sizes) {
        return RotaryReader.of(json, 10_000, DEFAULTS.maxPositions()).forPhi3().partial(sizes.headDim());
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
                    mlp(parts, layer + ".mlp"), null, 1));
        }
        return parts.model(embedding, blocks, parts.norm("model.norm"));
    }

    private static GroupedAttention attention(Parts parts, String name, LayerPlan plan) {
        Sizes sizes = parts.config().sizes();
        int width = sizes.heads() * sizes.headDim();
        int kvWidth = sizes.kvHeads() * sizes.headDim();
        Linear all = parts.weights().linear(name + ".qkv_proj", sizes.hidden(), width + 2 * kvWidth, false);
        return parts.attention(plan, all.part(0, width), all.part(width, kvWidth), all.part(width + kvWidth, kvWidth),
                parts.weights().linear(name + ".o_proj", width, sizes.hidden(), false), null, null, false);
    }

    private static GatedMlp mlp(Parts parts, String name) {
        Sizes sizes = parts.config().sizes();
        int width = sizes.intermediate();
        Linear both = parts.weights().linear(name + ".gate_up_proj", sizes.hidden(), 2 * width, false);
        return new GatedMlp(both.part(0, width), both.part(width, width),
                parts.weights().linear(name + ".down_proj", width, sizes.hidden(), false), parts.config().activation());
    }
}
