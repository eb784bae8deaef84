package dev.hone.loss;

import java.util.Arrays;

/// What an answer earns place by place: the score of the whole answer at its last one, and at each token the price of having moved
/// away from the reference, `-β KL`. Source: Ouyang et al. 2022, arXiv:2203.02155, section 3.5; Ziegler et al. 2019, arXiv:1909.08593.
public final class TokenRewards {
    private TokenRewards() {}

    /// @param scores      of the answers, `[S]`
    /// @param distances   of the tokens, in nats, `[N]`, see [KlEstimator]
    /// @param coefficient β, the price of a nat, at least 0
    /// @return `[P]`
    public static float[] of(double[] scores, float[] distances, double coefficient, AnswerPlaces answers) {
        float[] rewards = new float[Arrays.stream(answers.places()).sum()];
        for (int s = 0, place = 0, token = 0; s < scores.length; place += answers.places()[s], token += answers.tokens()[s++]) {
            for (int t = 0; t < answers.tokens()[s]; t++) rewards[place + t] = (float) (-coefficient * distances[token + t]);
            if (answers.places()[s] > 0) rewards[place + answers.places()[s] - 1] += (float) scores[s];
        }
        return rewards;
    }

    /// The scores, less a penalty for answers that did not end by themselves.
    /// @param ended   whether each answer has the token that ends it
    /// @param penalty `missing_eos_penalty`, 0 for none
    public static double[] penalised(double[] scores, boolean[] ended, double penalty) {
        double[] penalised = scores.clone();
        for (int s = 0; s < penalised.length; s++) if (!ended[s]) penalised[s] -= penalty;
        return penalised;
    }
}
