package dev.hone.model;

/// What a model says of the labels of a batch, each array in the order of [dev.hone.batch.TokenBatch#labelled].
/// @param logProbs      `log p(label)`
/// @param entropies     of the predictions, in nats
/// @param likeliest     whether the label is the most likely token
/// @param meanLogits    mean over the vocabulary, of the logits as they were before the temperature divided them
/// @param logSumSquares `log Σ p²` over the vocabulary: 0 where a prediction is certain
/// @param balance       the router's balance loss of a mixture of experts; 0 in other models
public record Predictions(float[] logProbs, float[] entropies, boolean[] likeliest, float[] meanLogits, float[] logSumSquares, double balance) {
    /// Room for so many labels.
    public static Predictions room(int labels) {
        return new Predictions(new float[labels], new float[labels], new boolean[labels], new float[labels], new float[labels], 0);
    }

    public Predictions withBalance(double balance) {
        return new Predictions(logProbs, entropies, likeliest, meanLogits, logSumSquares, balance);
    }

    public int labels() {
        return logProbs.length;
    }
}
