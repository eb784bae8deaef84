package dev.hone.model;

import dev.hone.batch.TokenBatch;

/// Learns what tokens come next.
public interface TokenLearner extends Learner, Predictor {
    /// What a pass over a batch saw, summed over its labels.
    /// @param loss    sum of the tokens' losses, unscaled
    /// @param labels  tokens that counted
    /// @param entropy sum of the entropies of the predictions, in nats
    /// @param correct labels that were the most likely token
    /// @param balance the router's balance loss of a mixture of experts, a mean over the batch's tokens; 0 in other models
    record Seen(double loss, int labels, double entropy, int correct, double balance) {
        public static final Seen NOTHING = new Seen(0, 0, 0, 0, 0);

        /// Both together; the balance loss is their mean by labels.
        public Seen plus(Seen other) {
            int all = labels + other.labels;
            double both = all == 0 ? 0 : (balance * labels + other.balance * other.labels) / all;
            return new Seen(loss + other.loss, all, entropy + other.entropy, correct + other.correct, both);
        }
    }

    /// What a pass is for, said once it is known how likely each label is: for losses in which tokens or answers depend on each other.
    interface Objective {
        Slopes of(Predictions predictions);
    }

    /// How the objective changes with what the model says of each label, in the order of [TokenBatch#labelled].
    /// @param logProbs  d objective / d log-probability
    /// @param entropies d objective / d entropy; null where it does not depend on them
    /// @param balance   how much the router's balance loss counts in this pass, besides the weight that it has by itself
    record Slopes(float[] logProbs, float[] entropies, double balance) {
        public static Slopes ofLogProbs(float[] logProbs, double balance) {
            return new Slopes(logProbs, null, balance);
        }
    }

    /// Adds to the gradients those of `scale · Σ loss(label)` over the labels of the batch.
    /// @param pass numbers the passes of a run, from 0: dropout is drawn from it and the seed alone, so that a resumed run draws the
    ///             same; [#WITHOUT_DROPOUT] for none
    Seen learn(TokenBatch batch, TokenLoss loss, double scale, long pass);

    /// The same without gradients and without dropout.
    Seen measure(TokenBatch batch, TokenLoss loss);

    /// Adds to the gradients those of an objective that is known only once all labels of the batch are read.
    /// @param temperature divides the logits; 1 leaves them
    /// @param pass        as in [#learn(TokenBatch, TokenLoss, double, long)]
    /// @return what the objective was told
    Predictions learn(TokenBatch batch, double temperature, long pass, Objective objective);

    @Override default void rest() {
        Learner.super.rest();
    }

    /// The model below the adapter, as it was before training.
    /// @throws IllegalStateException when other weights than an adapter's are trained: they are what they are now
    Predictor withoutAdapter();
}
