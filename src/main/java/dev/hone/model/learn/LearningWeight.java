package dev.hone.model.learn;

import dev.hone.model.layer.Parameter;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.Numbers;

/// A weight in memory as float32, and the gradient gathered for it.
/// @param gradient of the same length; null where the weight is frozen
record LearningWeight(Parameter parameter, Floats value, Floats gradient) {
    private static final int PIECE = 1 << 16;

    /// A weight with the numbers that are stored.
    static LearningWeight of(Parameter parameter, boolean trained) {
        int count = Math.toIntExact(parameter.stored().count());
        var weight = new LearningWeight(parameter, new Floats(count), trained ? new Floats(count) : null);
        weight.read();
        return weight;
    }

    /// Reads the stored numbers and lets go of the file's pages.
    void read() {
        var stored = parameter.stored();
        int count = value.length();
        float[] piece = new float[Math.min(PIECE, count)];
        for (int at = 0; at < count; at += PIECE) {
            int some = Math.min(PIECE, count - at);
            Numbers.read(stored.bytes(), stored.dtype(), at, piece, some);
            value.copyFrom(at, piece, 0, some);
        }
        if (stored.bytes().isMapped()) stored.bytes().unload();
    }

    boolean isTrained() {
        return gradient != null;
    }
}
