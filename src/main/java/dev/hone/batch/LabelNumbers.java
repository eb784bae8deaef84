package dev.hone.batch;

import java.util.List;

/// Numbers that belong to labels, such as their log-probabilities: an array in the order of the labels.
public final class LabelNumbers {
    private LabelNumbers() {}

    /// Those of several batches, or answers, end to end.
    public static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /// Those of some labels, in their order.
    public static float[] picked(float[] numbers, int[] labels) {
        float[] picked = new float[labels.length];
        for (int i = 0; i < picked.length; i++) picked[i] = numbers[labels[i]];
        return picked;
    }
}
