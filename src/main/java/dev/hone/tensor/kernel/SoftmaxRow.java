package dev.hone.tensor.kernel;

import static dev.hone.tensor.kernel.Floats.FLOAT;
import static dev.hone.tensor.kernel.Floats.MEMORY;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// One prediction over the whole vocabulary, read in three passes over its logits: the largest, the sums, the gradient.
/// @param logProb       `log p(label)`
/// @param entropy       `-Σ p log p`, in nats
/// @param hit           whether the label is the most likely token
/// @param meanLogit     mean over the vocabulary
/// @param logSumSquares `log Σ p²`: how much the prediction is of one mind, 0 where it is certain
/// @param sum           of the exponentials that the row holds now
public record SoftmaxRow(float logProb, float entropy, boolean hit, float meanLogit, float logSumSquares, double sum) {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    /// Reads the row at `start` and leaves in its place `exp(logit - largest)`, from which [#gradient] goes on.
    public static SoftmaxRow of(Floats logits, long start, int vocabulary, int label) {
        long at = logits.at(start, vocabulary);
        float wanted = logits.get(start + label);
        float largest = VectorMath.max(at, 0, vocabulary);
        FloatVector sums = FloatVector.zero(S), weighted = FloatVector.zero(S), squares = FloatVector.zero(S), belows = FloatVector.zero(S);
        double sum = 0, product = 0, square = 0, distance = 0;
        int i = 0;
        for (; i + LANES <= vocabulary; i += LANES) {
            FloatVector below = load(at, i).sub(largest);
            FloatVector e = VectorMath.exp(below);
            e.intoMemorySegment(MEMORY, at + 4L * i, LE);
            sums = sums.add(e);
            weighted = e.fma(below, weighted);
            squares = e.fma(e, squares);
            belows = belows.add(below);
        }
        for (; i < vocabulary; i++) {
            float below = MEMORY.get(FLOAT, at + 4L * i) - largest;
            float e = VectorMath.exp(below);
            MEMORY.set(FLOAT, at + 4L * i, e);
            sum += e;
            product += e * below;
            square += e * e;
            distance += below;
        }
        sum += VectorMath.sum(sums);
        product += VectorMath.sum(weighted);
        square += VectorMath.sum(squares);
        distance += VectorMath.sum(belows);
        double logSum = Math.log(sum);
        boolean hit = wanted == largest && firstOne(at, vocabulary) == label;
        return new SoftmaxRow((float) (wanted - largest - logSum), (float) (logSum - product / sum), hit,
                (float) (largest + distance / vocabulary), (float) (Math.log(square) - 2 * logSum), sum);
    }

    /// After [#of]: the row becomes `weight · (onehot(label) - p)`, the gradient of `weight · log p(label)`.
    public void gradient(Floats row, long start, int vocabulary, int label, float weight) {
        long at = row.at(start, vocabulary);
        float factor = (float) (-weight / sum);
        int i = 0;
        for (; i + LANES <= vocabulary; i += LANES) load(at, i).mul(factor).intoMemorySegment(MEMORY, at + 4L * i, LE);
        for (; i < vocabulary; i++) MEMORY.set(FLOAT, at + 4L * i, MEMORY.get(FLOAT, at + 4L * i) * factor);
        row.set(start + label, row.get(start + label) + weight);
    }

    /// After [#of]: the row becomes the gradient of `weight · log p(label) + entropyWeight · entropy`, whose second part is
    /// `-entropyWeight · p · (log p + entropy)`.
    public void gradient(Floats row, long start, int vocabulary, int label, float weight, float entropyWeight) {
        if (entropyWeight == 0) {
            gradient(row, start, vocabulary, label, weight);
            return;
        }
        double logSum = Math.log(sum);
        for (int i = 0; i < vocabulary; i++) {
            float e = row.get(start + i);
            double p = e / sum;
            double surprise = e == 0 ? 0 : Math.log(e) - logSum + entropy;
            row.set(start + i, (float) (-p * (weight + entropyWeight * surprise)));
        }
        row.set(start + label, row.get(start + label) + weight);
    }

    /// The most likely token: the first whose exponential is 1.
    private static int firstOne(long at, int count) {
        for (int i = 0; i < count; i++) if (MEMORY.get(FLOAT, at + 4L * i) == 1f) return i;
        return -1;
    }

    private static FloatVector load(long at, int i) {
        return FloatVector.fromMemorySegment(S, MEMORY, at + 4L * i, LE);
    }
}
