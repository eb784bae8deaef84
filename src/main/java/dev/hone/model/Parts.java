package dev.hone.model;

import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.GatedMlp;
import dev.hone.model.layer.GroupedAttention;
import dev.hone.model.layer.Linear;
import dev.hone.model.layer.MixtureOfExperts;
import dev.hone.model.layer.Parameter;
import dev.hone.model.layer.RmsNorm;
import dev.hone.model.layer.Rope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What most families have in common, under the names that they have in common.
record Parts(ModelConfig config, ExpectedWeights weights, Map<Rotary, Rope> ropes) {
    Parts(ModelConfig config, ExpectedWeights weights) {
        this(config, weights, new HashMap<>());
    }

    /// The name of layer `i`.
    static String layer(int i) {
        return "model.layers." + i;
    }

    RmsNorm norm(String name) {
        return weights.norm(name, config.sizes().hidden());
    }

    /// The rotary table, one for all layers that have the same settings; null for none.
    Rope rope(Rotary rotary) {
        return rotary == null ? null
                : ropes.computeIfAbsent(rotary, r -> Rope.of(r.scaling(), r.theta(), r.dims(), r.interleaved()));
    }

    /// Attention with `q_proj`, `k_proj`, `v_proj` and `o_proj`.
    GroupedAttention attention(String name, LayerPlan plan) {
        return attention(name, plan, null, null, false);
    }

    /// The same with norms of queries and keys.
    GroupedAttention attention(String name, LayerPlan plan, RmsNorm qNorm, RmsNorm kNorm, boolean normWholeWidth) {
        var sizes = config.sizes();
        boolean bias = config.biases().queryKeyValue();
        int width = sizes.heads() * sizes.headDim();
        int kvWidth = sizes.kvHeads() * sizes.headDim();
        return attention(plan,
                weights.linear(name + ".q_proj", sizes.hidden(), width, bias),
                weights.linear(name + ".k_proj", sizes.hidden(), kvWidth, bias),
                weights.linear(name + ".v_proj", sizes.hidden(), kvWidth, bias),
                weights.linear(name + ".o_proj", width, sizes.hidden(), config.biases().attentionOutput()),
                qNorm, kNorm, normWholeWidth);
    }

    /// Attention over projections that a family has found itself.
    GroupedAttention attention(LayerPlan plan, Linear q, Linear k, Linear v, Linear o, RmsNorm qNorm, RmsNorm kNorm, boolean normWholeWidth) {
        var sizes = config.sizes();
        return new GroupedAttention(q, k, v, o, qNorm, kNorm, normWholeWidth, sizes.heads(), sizes.kvHeads(), sizes.headDim(),
                rope(plan.rope()), plan.window(), config.scales().attention(), 0);
    }

    /// A feed-forward layer with `gate_proj`, `up_proj` and `down_proj`. In a model with experts it gets no adapter: PEFT takes
    /// such names for those of the experts.
    GatedMlp mlp(String name, int width) {
        boolean bias = config.biases().mlp();
        int hidden = config.sizes().hidden();
        if (config.experts() != null) return plainMlp(name, "gate_proj", "up_proj", "down_proj", width, bias);
        return new GatedMlp(weights.linear(name + ".gate_proj", hidden, width, bias), weights.linear(name + ".up_proj", hidden, width, bias),
                weights.linear(name + ".down_proj", width, hidden, bias), config.activation());
    }

    private GatedMlp plainMlp(String name, String gate, String up, String down, int width, boolean bias) {
        int hidden = config.sizes().hidden();
        return new GatedMlp(weights.plainLinear(name + "." + gate, hidden, width, bias), weights.plainLinear(name + "." + up, hidden, width, bias),
                weights.plainLinear(name + "." + down, width, hidden, bias), config.activation());
    }

    /// A mixture of experts with the router `gate` and the experts `experts.0`, `experts.1`, ...
    MixtureOfExperts experts(String name, Parameter scoreBias, GatedMlp shared) {
        return experts(name, "gate_proj", "up_proj", "down_proj", scoreBias, shared);
    }

    MixtureOfExperts experts(String name, String gate, String up, String down, Parameter scoreBias, GatedMlp shared) {
        var settings = config.experts();
        Linear router = weights.plainLinear(name + ".gate", config.sizes().hidden(), settings.count(), false);
        List<GatedMlp> experts = new ArrayList<>();
        for (int e = 0; e < settings.count(); e++)
            experts.add(plainMlp(name + ".experts." + e, gate, up, down, settings.width(), false));
        return new MixtureOfExperts(router, scoreBias, experts, shared, settings.routing());
    }

    Parameter embedding() {
        String name = config.tiedEmbeddings() && !weights.has("model.embed_tokens.weight") && weights.has("lm_head.weight")
                ? "lm_head.weight" : "model.embed_tokens.weight";
        return weights.take(name, config.sizes().vocabulary(), config.sizes().hidden());
    }

    /// The whole model around its blocks.
    CausalLm model(Parameter embedding, List<DecoderBlock> blocks, RmsNorm norm) {
        Linear head = head(embedding);
        var scales = config.scales();
        boolean tokens = config.head() == Head.TOKENS;
        return new CausalLm(config, weights.complete(), weights.trained(), embedding, scales.embedding(), blocks, norm, head,
                tokens ? scales.logit() : 1, tokens ? scales.finalSoftcap() : 0);
    }

    private Linear head(Parameter embedding) {
        int hidden = config.sizes().hidden();
        return switch (config.head()) {
            case TOKENS -> isTied(embedding) ? new Linear(embedding, null) : weights.plainLinear("lm_head", hidden, config.sizes().vocabulary(), false);
            case SCORE -> weights.plainLinear("score", hidden, 1, false);
        };
    }

    /// Whether the output layer is the embedding. A checkpoint may say so and yet hold an output layer of its own, which
    /// then counts, as in transformers.
    private boolean isTied(Parameter embedding) {
        if (!config.tiedEmbeddings()) return false;
        if (embedding.name().equals("lm_head.weight") || !weights.has("lm_head.weight")) return true;
        return weights.stored("lm_head.weight").bytes().mismatch(embedding.stored().bytes()) == -1;
    }
}
