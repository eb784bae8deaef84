package dev.hone.loss;

/// By what sums are divided. The sizes are those of the whole micro-batch and its step, whatever part of the micro-batch is
/// computed at once, so that the losses and gradients of the parts add up to those of the whole.
/// @param answers             of the micro-batch, those without tokens too
/// @param tokens              of the micro-batch
/// @param entropyCut          which of these tokens are learned from
/// @param generationTokens    of everything that was sampled together, over which `dapo`, `cispo` and `vespo` take their mean
/// @param stepsPerGeneration  how many micro-batches that was cut into
/// @param accumulationSteps   micro-batches of this optimiser step
/// @param maxCompletionLength the longest that an answer may be, by which `dr_grpo` divides
public record GrpoDenominators(int answers, int tokens, EntropyCut entropyCut, long generationTokens, int stepsPerGeneration, int accumulationSteps,
        int maxCompletionLength) {
    /// The same with other tokens to learn from.
    public GrpoDenominators with(EntropyCut cut) {
        return new GrpoDenominators(answers, tokens, cut, generationTokens, stepsPerGeneration, accumulationSteps, maxCompletionLength);
    }

    /// What a token of an answer counts in the step's loss.
    /// @param length tokens of the answer
    double share(GrpoLossType type, int length) {
        return 1.0 / switch (type) {
            case GRPO, SAPO -> (double) Math.max(1, length) * answers * accumulationSteps;
            case BNPO -> (double) Math.max(1, tokens) * accumulationSteps;
            case DR_GRPO -> (double) answers * maxCompletionLength * accumulationSteps;
            case LUSPO -> (double) answers * accumulationSteps;
            case DAPO, CISPO, VESPO -> (double) Math.max(1, generationTokens) * accumulationSteps / stepsPerGeneration;
        };
    }

    /// What a token's entropy counts in the step's bonus: a mean over the tokens that are learned from, whatever the loss divides by.
    double entropyShare() {
        return 1.0 / Math.max(1, entropyCut.tokens()) / accumulationSteps;
    }
}
