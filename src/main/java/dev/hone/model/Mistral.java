package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import java.util.Collections;
import java.util.List;

/// Mistral: Llama's blocks without biases; every layer sees a sliding window, unless `sliding_window` is null.
/// Source: Jiang et al. 2023, arXiv:2310.06825, section 2.
final class Mistral implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, false, -1, 131_072);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 8, 0);
        Rotary rope = RotaryReader.of(json, 10_000, DEFAULTS.maxPositions()).whole(sizes.headDim());
        List<LayerPlan> layers = Collections.nCopies(json.count("num_hidden_layers"), new LayerPlan(Windows.given(json, 4096), rope, false));
        return ModelConfig.of(json, DEFAULTS, sizes, Biases.NONE, layers, Scales.usual(sizes), null, null);
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        return Llama.prenorm(config, weights);
    }
}
