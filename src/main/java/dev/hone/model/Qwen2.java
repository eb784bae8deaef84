package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import java.util.List;

/// Qwen 2 and 2.5: Llama's blocks, with a bias on queries, keys and values, and none on the output of attention. From
/// `max_window_layers` on, layers may see a sliding window.
/// Source: Yang et al. 2024, arXiv:2407.10671, section 2.2.
final class Qwen2 implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, false, -1, 32_768);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 32, 0);
        return ModelConfig.of(json, DEFAULTS, sizes, new Biases(true, false, false), layers(json, sizes), Scales.usual(sizes), null, null);
    }

    /// The layers of Qwen 2 and 3, of which the last may slide.
    static List<LayerPlan> layers(ConfigReader json, Sizes sizes) {
        Rotary rope = RotaryReader.of(json, 10_000, DEFAULTS.maxPositions()).whole(sizes.headDim());
        int window = Windows.ifUsed(json, 4096);
        int firstSliding = json.wholeOr("max_window_layers", 28);
        return Windows.ofLayers(json, json.count("num_hidden_layers"), window, i -> window > 0 && i >= firstSliding).stream()
                .map(back -> new LayerPlan(back, rope, false)).toList();
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        return Llama.prenorm(config, weights);
    }
}
