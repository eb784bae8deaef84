package dev.hone.loss;

import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;
import java.util.Arrays;

/// Answers of different lengths, their tokens one after another: no padding, so nothing is masked.
final class Ragged {
    private final int[] lengths;
    private final Tensor owners;

    /// @param lengths tokens of each of S answers, at least 0; N together
    Ragged(int[] lengths) {
        this.lengths = lengths;
        int[] ids = new int[Arrays.stream(lengths).sum()];
        for (int s = 0, at = 0; s < lengths.length; at += lengths[s++]) Arrays.fill(ids, at, at + lengths[s], s);
        this.owners = Tensor.ofIds(ids);
    }

    /// What an answer has, given to each of its tokens: `[S]` to `[N]`.
    Tensor spread(Tensor ofAnswers) {
        return ofAnswers.indexSelect(0, owners);
    }

    Tensor spread(float[] ofAnswers) {
        return spread(Tensor.of(ofAnswers, ofAnswers.length));
    }

    /// The mean over the tokens of each answer, 0 where it has none: `[N]` to `[S]`.
    Tensor means(Tensor ofTokens) {
        float[] shares = new float[lengths.length];
        for (int s = 0; s < shares.length; s++) shares[s] = 1f / Math.max(1, lengths[s]);
        Tensor sums = Tensor.zeros(DType.FLOAT32, ofTokens.device(), lengths.length).indexAdd(0, owners, ofTokens);
        return sums.mul(Tensor.of(shares, shares.length));
    }
}
