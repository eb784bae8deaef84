package dev.hone.batch;

import java.util.ArrayList;
import java.util.Arrays;
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

    /// The other way round: those of each part.
    /// @param lengths of the parts
    public static List<float[]> split(float[] all, int[] lengths) {
        List<float[]> parts = new ArrayList<>();
        int at = 0;
        for (int length : lengths) parts.add(Arrays.copyOfRange(all, at, at += length));
        return parts;
    }

    /// Those of some labels, in their order.
    public static float[] picked(float[] numbers, int[] labels) {
        float[] picked = new float[labels.length];
        for (int i = 0; i < picked.length; i++) picked[i] = numbers[labels[i]];
        return picked;
    }

    /// The reverse of [#picked]: adds what is asked of some labels to what is asked of all. Answers may share a label.
    public static void add(float[] numbers, int[] labels, float[] all) {
        for (int i = 0; i < labels.length; i++) all[labels[i]] += numbers[i];
    }
}
