package dev.hone.loss;

/// The losses over groups of sampled answers, by TRL's names; what each is, [GrpoLoss] says.
public enum GrpoLossType {
    GRPO, BNPO, DR_GRPO, DAPO, CISPO, SAPO, LUSPO, VESPO;

    /// Whether a token stops being pushed once its ratio has left `1 ± ε`.
    public boolean clips() {
        return switch (this) {
            case GRPO, BNPO, DR_GRPO, DAPO, LUSPO -> true;
            case CISPO, SAPO, VESPO -> false;
        };
    }
}
