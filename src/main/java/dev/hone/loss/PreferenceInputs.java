package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// How likely both answers of some pairs are, under the policy and under the reference.
/// @param chosen          log-probability of each chosen answer, `[P]`, with gradient
/// @param rejected        the same of the rejected ones
/// @param chosenLengths   tokens of each chosen answer, `[P]`
/// @param chosenTokens    log-probability of each token of all chosen answers, `[Lc]`
public record PreferenceInputs(Tensor chosen, Tensor rejected, Tensor referenceChosen, Tensor referenceRejected, Tensor chosenLengths,
        Tensor rejectedLengths, Tensor chosenTokens) {
    /// `log π/π_ref` of the chosen answers, `[P]`
    Tensor chosenRatio() {
        return chosen.sub(referenceChosen);
    }

    Tensor rejectedRatio() {
        return rejected.sub(referenceRejected);
    }
}
