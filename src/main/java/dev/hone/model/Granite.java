package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import java.util.Collections;
import java.util.List;

/// Granite: Llama's blocks with four constant factors: on the embeddings, on attention's scores (in place of one over the
/// root of a head's size), on what each layer adds, and one that divides the logits.
/// Source: IBM Research 2024, "Granite 3.0 Language Models"; the factors: Yang et al. 2022, arXiv:2203.03466.
final class Granite implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, false, -1, 2048);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 0, 0);
        Rotary rope = RotaryReader.of(json, 10_000, DEFAULTS.maxPositions()).whole(sizes.headDim());
        List<LayerPlan> layers = Collections.nCopies(json.count("num_hidden_layers"), new LayerPlan(0, rope, false));
        var scales = new Scales(json.numberOr("embedding_multiplier", 1), json.numberOr("attention_multiplier", 1),
                json.numberOr("residual_multiplier", 1), 1 / json.positiveOr("logits_scaling", 1), 0);
        return ModelConfig.of(json, DEFAULTS, sizes, Biases.read(json), layers, scales, null, null);
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        return Llama.prenorm(config, weights);
    }
}
