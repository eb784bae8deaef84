package dev.hone.loss;

/// The losses over pairs, by TRL's names; what each is, [DpoLoss] says.
public enum DpoLossType implements LossForm {
    SIGMOID, HINGE, IPO, EXO_PAIR, NCA_PAIR, ROBUST, BCO_PAIR, SPPO_HARD, AOT, AOT_UNPAIRED, APO_ZERO, APO_DOWN, DISCOPOP, SFT, SIGMOID_NORM;

    /// Whether it is defined for scores other than plain log-ratios.
    public boolean takesDivergences() {
        return switch (this) {
            case SIGMOID, SIGMOID_NORM, HINGE, IPO, EXO_PAIR, ROBUST, DISCOPOP, SFT -> true;
            case NCA_PAIR, BCO_PAIR, SPPO_HARD, AOT, AOT_UNPAIRED, APO_ZERO, APO_DOWN -> false;
        };
    }

    /// Whether the value for a pair depends on the other pairs of its micro-batch.
    public boolean couplesPairs() {
        return this == AOT || this == AOT_UNPAIRED || this == SFT;
    }
}
