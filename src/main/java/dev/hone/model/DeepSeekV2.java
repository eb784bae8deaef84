package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.Experts;
import dev.hone.model.ModelConfig.Latent;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.FeedForward;
import dev.hone.model.layer.GatedMlp;
import dev.hone.model.layer.LatentAttention;
import dev.hone.model.layer.Linear;
import dev.hone.model.layer.Parameter;
import dev.hone.model.layer.RmsNorm;
import dev.hone.model.layer.Routing;
import java.util.ArrayList;
import java.util.List;

/// DeepSeek V2: multi-head latent attention, and from layer `first_k_dense_replace` on a mixture of experts with a part that
/// every token goes through. Scores are a softmax; with `group_limited_greedy` only the best groups of experts take part, a
/// group being as good as its best expert. The weights are never brought to sum 1, whatever `norm_topk_prob` says.
/// Source: DeepSeek-AI 2024, arXiv:2405.04434, section 2.
final class DeepSeekV2 implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, false, -1, 2048);
    /// Of the norms inside attention; transformers leaves it at this, whatever `rms_norm_eps` says.
    private static final double LATENT_NORM_EPS = 1e-6;

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = sizes(json);
        Latent latent = latent(json);
        RotaryReader rotary = RotaryReader.of(json, 10_000, DEFAULTS.maxPositions());
        List<LayerPlan> layers = layers(json, rotary.whole(latent.ropeDim(), true), json.wholeOr("first_k_dense_replace", 0));
        return ModelConfig.of(json, DEFAULTS, sizes, Biases.read(json), layers, scales(latent, rotary), experts(json), latent);
    }

    /// The sizes, in which a head is only its turned part: what a key and a value are like, [Latent] says.
    static Sizes sizes(ConfigReader json) {
        int heads = json.count("num_attention_heads");
        if (json.countOr("num_key_value_heads", heads) != heads) throw json.wrong("num_key_value_heads",
                "the same as num_attention_heads, " + heads + ", as each head has a key of its own");
        return new Sizes(json.count("vocab_size"), json.count("hidden_size"), json.count("intermediate_size"), heads, heads,
                json.countOr("qk_rope_head_dim", 64));
    }

    static Latent latent(ConfigReader json) {
        int queryRank = json.mentions("q_lora_rank") ? json.wholeOr("q_lora_rank", 0) : 1536;
        return new Latent(queryRank, json.countOr("kv_lora_rank", 512), json.countOr("qk_nope_head_dim", 128),
                json.countOr("qk_rope_head_dim", 64), json.countOr("v_head_dim", 128));
    }

    static List<LayerPlan> layers(ConfigReader json, Rotary rope, int dense) {
        if (json.countOr("moe_layer_freq", 1) != 1) throw json.wrong("moe_layer_freq", "1: every layer after the dense ones has experts");
        List<LayerPlan> layers = new ArrayList<>();
        for (int i = 0; i < json.count("num_hidden_layers"); i++) layers.add(new LayerPlan(0, rope, i >= dense));
        return layers;
    }

    static Scales scales(Latent latent, RotaryReader rotary) {
        return new Scales(1, rotary.scoreFactor() / Math.sqrt(latent.nopeDim() + latent.ropeDim()), 1, 1, 0);
    }

    private static Experts experts(ConfigReader json) {
        if (!json.textOr("scoring_func", "softmax").equals("softmax")) throw json.wrong("scoring_func", "softmax");
        int count = experts(json, 64);
        int groups = switch (json.textOr("topk_method", "greedy")) {
            case "greedy" -> 1;
            case "group_limited_greedy" -> json.count("n_group");
            default -> throw json.wrong("topk_method", "greedy or group_limited_greedy");
        };
        int kept = groups == 1 ? 1 : json.count("topk_group");
        int topK = json.count("num_experts_per_tok");
        var routing = new Routing(topK, Routing.Scores.SOFTMAX, false, json.numberOr("routed_scaling_factor", 1),
                groups, kept, Routing.GroupScore.BEST);
        return experts(json, count, json.countOr("moe_intermediate_size", 1407), 2, routing);
    }

    /// How many experts there are.
    static int experts(ConfigReader json, int fallback) {
        for (String key : List.of("n_routed_experts", "num_experts", "num_local_experts")) if (json.has(key)) return json.count(key);
        return fallback;
    }

    /// Puts the settings together once groups and choices fit each other.
    static Experts experts(ConfigReader json, int count, int width, int sharedDefault, Routing routing) {
        if (count % routing.groups() != 0) throw json.wrong("n_group", "a divisor of the number of experts, which is " + count);
        int each = count / routing.groups();
        if (routing.groups() > 1 && routing.groupScore() == Routing.GroupScore.BEST_TWO && each < 2) throw json.wrong("n_group",
                "at most half the number of experts, as a group is judged by two of its " + each);
        if (routing.groupsKept() > routing.groups()) throw json.wrong("topk_group", "at most n_group, which is " + routing.groups());
        if (routing.topK() > each * routing.groupsKept()) throw json.wrong("num_experts_per_tok",
                "at most the " + each * routing.groupsKept() + " experts of the groups that are kept");
        return new Experts(count, width, width * json.wholeOr("n_shared_experts", sharedDefault), routing, 0);
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        return build(config, weights, false);
    }

    /// @param biased whether the router has a bias on its scores (V3)
    static CausalLm build(ModelConfig config, ExpectedWeights weights, boolean biased) {
        var parts = new Parts(config, weights);
        var embedding = parts.embedding();
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            String layer = Parts.layer(i);
            LayerPlan plan = config.layers().get(i);
            blocks.add(new DecoderBlock(
                    parts.norm(layer + ".input_layernorm"),
                    attention(parts, layer + ".self_attn", plan), null,
                    parts.norm(layer + ".post_attention_layernorm"),
                    plan.sparse() ? experts(parts, layer + ".mlp", biased) : parts.mlp(layer + ".mlp", config.sizes().intermediate()),
                    null, 1));
        }
        return parts.model(embedding, blocks, parts.norm("model.norm"));
    }

    private static FeedForward experts(Parts parts, String name, boolean biased) {
        var experts = parts.config().experts();
        Parameter bias = biased ? parts.weights().takeFixed(name + ".gate.e_score_correction_bias", experts.count()) : null;
        GatedMlp shared = experts.sharedWidth() == 0 ? null : parts.mlp(name + ".shared_experts", experts.sharedWidth());
        return parts.experts(name, bias, shared);
    }

    private static LatentAttention attention(Parts parts, String name, LayerPlan plan) {
        var config = parts.config();
        ExpectedWeights weights = parts.weights();
        Latent latent = config.latent();
        int hidden = config.sizes().hidden();
        int heads = config.sizes().heads();
        boolean bias = config.biases().queryKeyValue();
        boolean folds = latent.queryRank() > 0;
        int queryWidth = heads * (latent.nopeDim() + latent.ropeDim());

        Linear qA = folds ? weights.linear(name + ".q_a_proj", hidden, latent.queryRank(), bias) : null;
        RmsNorm qANorm = folds ? weights.norm(name + ".q_a_layernorm", latent.queryRank(), LATENT_NORM_EPS, false) : null;
        Linear qB = folds ? weights.linear(name + ".q_b_proj", latent.queryRank(), queryWidth, false)
                : weights.linear(name + ".q_proj", hidden, queryWidth, false);
        return new LatentAttention(qA, qANorm, qB,
                weights.linear(name + ".kv_a_proj_with_mqa", hidden, latent.rank() + latent.ropeDim(), bias),
                weights.norm(name + ".kv_a_layernorm", latent.rank(), LATENT_NORM_EPS, false),
                weights.linear(name + ".kv_b_proj", latent.rank(), heads * (latent.nopeDim() + latent.valueDim()), false),
                weights.linear(name + ".o_proj", heads * latent.valueDim(), hidden, bias),
                heads, latent.nopeDim(), latent.ropeDim(), latent.valueDim(), parts.rope(plan.rope()), config.scales().attention());
    }
}
