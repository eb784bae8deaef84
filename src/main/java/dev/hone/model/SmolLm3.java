package dev.hone.model;

import dev.hone.model.ModelConfig.Biases;
import dev.hone.model.ModelConfig.Defaults;
import dev.hone.model.ModelConfig.LayerPlan;
import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.ModelConfig.Scales;
import dev.hone.model.ModelConfig.Sizes;
import java.util.ArrayList;
import java.util.List;

/// SmolLM3: Llama's blocks, with layers that have no positions at all: every `no_rope_layer_interval`-th, or those that are 0
/// in `no_rope_layers`. Layers without positions may see a sliding window.
/// Source: Hugging Face 2025, "SmolLM3"; layers without positions: Yang et al. 2025, arXiv:2501.18795.
final class SmolLm3 implements Family {
    private static final Defaults DEFAULTS = new Defaults(1e-6, true, 128_004, 32_768);

    @Override public ModelConfig settings(ConfigReader json) {
        Sizes sizes = Sizes.read(json, 4, 0);
        return ModelConfig.of(json, DEFAULTS, sizes, Biases.read(json), layers(json, sizes), Scales.usual(sizes), null, null);
    }

    private static List<LayerPlan> layers(ConfigReader json, Sizes sizes) {
        int count = json.count("num_hidden_layers");
        boolean[] turned = turned(json, count);
        int window = Windows.given(json, 0);
        boolean used = window > 0 && json.flagOr("use_sliding_window", false);
        List<Integer> windows = Windows.ofLayers(json, count, window, i -> used && !turned[i]);
        Rotary rope = RotaryReader.of(json, 2_000_000, DEFAULTS.maxPositions()).whole(sizes.headDim());
        List<LayerPlan> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) layers.add(new LayerPlan(windows.get(i), turned[i] ? rope : null, false));
        return layers;
    }

    /// Which layers have positions.
    private static boolean[] turned(ConfigReader json, int count) {
        List<Double> given = json.numbers("no_rope_layers");
        if (given != null && given.size() != count) throw json.wrong("no_rope_layers", "a list of " + count + ", one for each layer");
        int interval = json.countOr("no_rope_layer_interval", 4);
        boolean[] turned = new boolean[count];
        for (int i = 0; i < count; i++) turned[i] = given == null ? (i + 1) % interval != 0 : given.get(i) != 0;
        return turned;
    }

    @Override public CausalLm build(ModelConfig config, ExpectedWeights weights) {
        return Llama.prenorm(config, weights);
    }
}
