package dev.hone.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// Which layers see only a window of the text before them.
final class Windows {
    private Windows() {}

    /// The window of each layer, 0 where it sees all: as `layer_types` says, else as the family has it.
    /// @param window   the sliding window, 0 when the file has none
    /// @param slidesByDefault whether a layer slides where `layer_types` is absent
    static List<Integer> ofLayers(ConfigReader json, int layers, int window, IntPredicate slidesByDefault) {
        List<String> types = json.texts("layer_types");
        if (types != null && types.size() != layers) throw json.wrong("layer_types", "a list of " + layers + ", one for each layer");
        List<Integer> windows = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            boolean slides = types == null ? slidesByDefault.test(i) : slides(json, types.get(i));
            if (slides && window == 0) throw json.wrong("sliding_window", "a whole number of at least 1, as layer " + i + " slides");
            windows.add(slides ? window : 0);
        }
        return windows;
    }

    private static boolean slides(ConfigReader json, String type) {
        return switch (type) {
            case "full_attention" -> false;
            case "sliding_attention" -> true;
            default -> throw json.wrong("layer_types", "only full_attention and sliding_attention in it");
        };
    }

    /// The sliding window, where `use_sliding_window` switches it on; 0 otherwise.
    /// @param fallback the window where the file does not say; 0 is none
    static int ifUsed(ConfigReader json, int fallback) {
        return json.flagOr("use_sliding_window", false) ? given(json, fallback) : 0;
    }

    /// The sliding window; 0 where there is none. An absent key means the default, `null` means none.
    static int given(ConfigReader json, int fallback) {
        return json.mentions("sliding_window") ? json.wholeOr("sliding_window", 0) : fallback;
    }
}
