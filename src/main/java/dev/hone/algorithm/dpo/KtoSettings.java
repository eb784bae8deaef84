package dev.hone.algorithm.dpo;

import dev.hone.loss.KtoLoss;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;

/// What verdicts count. Names and defaults are those of TRL's `KTOConfig`.
@Help("Verdicts instead of pairs: loss_type kto, apo_zero_unpaired")
public record KtoSettings(
        @Help("what the loss of good answers is multiplied by") double desirableWeight,
        @Help("what that of bad ones is") double undesirableWeight) {
    public static final KtoSettings DEFAULTS = new KtoSettings(1, 1);

    public KtoSettings {
        if (!(desirableWeight >= 0)) throw new UserError("desirable_weight is " + desirableWeight + "; expected at least 0");
        if (!(undesirableWeight >= 0)) throw new UserError("undesirable_weight is " + undesirableWeight + "; expected at least 0");
    }

    KtoLoss.Settings formula(double beta) {
        return new KtoLoss.Settings(beta, desirableWeight, undesirableWeight);
    }
}
