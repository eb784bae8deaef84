package dev.hone.loss;

/// The losses over single answers, by TRL's names; what each is, [KtoLoss] says.
public enum KtoLossType implements LossForm {
    KTO, APO_ZERO_UNPAIRED;

    /// Whether answers are measured against how far the policy has moved as a whole, so that the caller has to find that out.
    public boolean measuresDrift() {
        return this == KTO;
    }
}
