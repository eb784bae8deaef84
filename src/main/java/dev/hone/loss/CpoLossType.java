package dev.hone.loss;

/// The losses over pairs that need no reference, by TRL's names; what each is, [CpoLoss] says.
public enum CpoLossType implements LossForm {
    SIGMOID, HINGE, IPO, SIMPO;

    /// Whether an answer's score is the mean of its tokens' log-probabilities, else their sum.
    public boolean byToken() {
        return this == IPO || this == SIMPO;
    }
}
