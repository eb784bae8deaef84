package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Compares the tensors that a model expects with those that a checkpoint has, before any is loaded.
public final class WeightNames {
    private static final int SHOWN = 5;

    private WeightNames() {}

    /// Throws one message that lists what is missing, unexpected or of the wrong shape.
    /// @param where the checkpoint, for the message
    public static void check(Path where, Map<String, long[]> expected, Map<String, long[]> found) {
        List<String> missing = expected.keySet().stream().filter(name -> !found.containsKey(name)).toList();
        List<String> unexpected = found.keySet().stream().filter(name -> !expected.containsKey(name) && !harmless(name)).toList();
        List<String> misshapen = new ArrayList<>();
        expected.forEach((name, shape) -> {
            long[] got = found.get(name);
            if (got != null && !Arrays.equals(shape, got)) misshapen.add(name + " (expected " + Arrays.toString(shape) + ", got " + Arrays.toString(got) + ")");
        });
        if (missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty()) return;
        throw new UserError(where + ": the weights do not fit the configuration"
                + list("missing", missing) + list("unexpected", unexpected) + list("of another shape", misshapen));
    }

    /// Tensors that some writers add and that a model computes or shares anyway: a tied output layer, rotary frequencies.
    private static boolean harmless(String name) {
        return name.equals("lm_head.weight") || name.endsWith(".rotary_emb.inv_freq");
    }

    private static String list(String what, List<String> names) {
        if (names.isEmpty()) return "";
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        String rest = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
        return "; " + names.size() + " " + what + ": " + shown + rest;
    }
}
