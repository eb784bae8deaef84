package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// Learns to write the chosen answer and, in the same pass, to find it likelier than the rejected one:
/// `surprise - β · log σ(log odds(chosen) - log odds(rejected))`, where `odds = p / (1 - p)` and `log p` is the mean of an
/// answer's token log-probabilities. No reference model.
/// Source: Hong et al. 2024, arXiv:2403.07691, equations 4, 6 and 7.
public final class OrpoLoss {
    private OrpoLoss() {}

    /// @param chosen   mean log-probabilities of the better answers, `[P]`, below 0
    /// @param rejected of the worse ones, `[P]`
    /// @param surprise mean of `-log p` over the micro-batch, `[]`, or each pair's share of it times the number of pairs, `[P]`; TRL counts the tokens of
    ///                 the prompts too, not only of the chosen answers
    /// @param beta     what the comparison weighs (λ in the paper), at least 0
    /// @return `[P]`, the surprise being in each; the caller takes the mean
    public static Tensor of(Tensor chosen, Tensor rejected, Tensor surprise, double beta) {
        return ahead(chosen, rejected).logSigmoid().mul(-beta).add(surprise);
    }

    /// By how much the log odds of the chosen answers are above those of the rejected ones, `[P]`.
    public static Tensor ahead(Tensor chosen, Tensor rejected) {
        return logOdds(chosen).sub(logOdds(rejected));
    }

    /// `log p - log(1 - p)`. As `1 - e^l = -tanh(l/2) · (1 + e^l)`, nothing cancels where p is close to 1.
    private static Tensor logOdds(Tensor logProbs) {
        Tensor logRest = logProbs.div(-2).tanh().log().sub(logProbs.neg().logSigmoid());
        return logProbs.sub(logRest);
    }
}
