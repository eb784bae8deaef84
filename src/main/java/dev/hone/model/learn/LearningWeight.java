package dev.hone.model.learn;

import dev.hone.model.layer.Parameter;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.Numbers;

/// A weight in memory as float32, and the gradient gathered for it.
/// @param gradient of the same length; null where the weight is frozen
record LearningWeight(Parameter parameter, Floats value, Floats gradient) {
    private static final int PIECE = 1 << 16;

    /// Reads the stored numbers and lets go of the file's pages.
    static LearningWeight of(Parameter parameter, boolean trained) {
        var stored = parameter.stored();
        int count = Math.toIntExact(stored.count());
        Floats value = new Floats(count);
        float[] piece = new float[Math.min(PIECE, count)];
        for (int at = 0; at < count; at += PIECE) {
            int some = Math.min(PIECE, count - at);
            Numbers.read(stored.bytes(), stored.dtype(), at, piece, some);
            value.copyFrom(at, piece, 0, some);
        }
        if (stored.bytes().isMapped()) stored.bytes().unload();
        return new LearningWeight(parameter, value, trained ? new Floats(count) : null);
    }

    boolean isTrained() {
        return gradient != null;
    }
}
