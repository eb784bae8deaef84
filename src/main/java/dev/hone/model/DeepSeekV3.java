package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.Experts;
import dev.hone.model.ModelConfig.Latent;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Sizes;
import dev.hone.model.layer.Routing;
import java.util.List;

/// DeepSeek V3 and R1: V2 with another router. Scores are sigmoids; a learned bias, which no gradient reaches, keeps the
/// experts evenly used by changing the choice but not the weights; a group is as good as its two best experts together; the
/// weights are brought to sum 1 and then scaled. Layers that guess further tokens are left aside.
/// Source: DeepSeek-AI 2024, arXiv:2412.19437, section 2.1.
final class DeepSeekV3 implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, false, -1, 4096);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = DeepSeekV2.sizes(json);
        Latent latent = DeepSeekV2.latent(json);
        RotaryReader rotary = RotaryReader.of(json, 10_000, DEFAULTS.maxPositions());
        boolean neighbours = json.flagOr("rope_interleave", true);
        List<LayerPlan> layers = DeepSeekV2.layers(json, rotary.whole(latent.ropeDim(), neighbours), json.wholeOr("first_k_dense_replace", 3));
        boolean bias = json.flagOr("attention_bias", false);
        return ModelConfig.of(json, DEFAULTS, sizes, new Biases(bias, bias, false), layers, DeepSeekV2.scales(latent, rotary), experts(json), latent);
    }

    private static Experts experts(ConfigReader json) {
        if (!json.textOr("scoring_func", "sigmoid").equals("sigmoid")) throw json.wrong("scoring_func", "sigmoid");
        if (!json.textOr("topk_method", "noaux_tc").equals("noaux_tc")) throw json.wrong("topk_method", "noaux_tc");
        int count = DeepSeekV2.experts(json, 256);
        var routing = new Routing(json.countOr("num_experts_per_tok", 8), Routing.Scores.SIGMOID, json.flagOr("norm_topk_prob", true),
                json.numberOr("routed_scaling_factor", 2.5), json.countOr("n_group", 8), json.countOr("topk_group", 4), Routing.GroupScore.BEST_TWO);
        return DeepSeekV2.experts(json, count, json.countOr("moe_intermediate_size", 2048), 1, routing);
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        return DeepSeekV2.build(config, weights, true);
    }
}
