package dev.hone.algorithm.dpo;

import dev.hone.loss.CpoLoss;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;

/// What makes pairs without a reference. Names and defaults are those of TRL's `CPOConfig`.
@Help("Pairs without a reference: loss_type cpo, cpo_hinge, cpo_ipo, simpo, alphapo")
public record CpoSettings(
        @Help("weight of the chosen answers' own likelihood; SimPO itself has 0, and alphapo always") double cpoAlpha,
        @Help("by how much simpo and alphapo want the chosen answer to be ahead, after beta") double simpoGamma,
        @Help("shape of the score (AlphaPO): above 0 that of an unlikely answer changes faster, below 0 slower; 0 for the log-probability") double alpha) {
    public static final CpoSettings DEFAULTS = new CpoSettings(1, 0.5, 0);

    public CpoSettings {
        if (!(cpoAlpha >= 0)) throw new UserError("cpo_alpha is " + cpoAlpha + "; expected at least 0");
        if (!(simpoGamma >= 0)) throw new UserError("simpo_gamma is " + simpoGamma + "; expected at least 0");
        if (!Double.isFinite(alpha)) throw new UserError("alpha is " + alpha + "; expected a number");
    }

    CpoLoss.Settings formula(DpoSettings dpo) {
        return new CpoLoss.Settings(dpo.beta(), dpo.labelSmoothing(), simpoGamma, alpha,
                dpo.lossType().getFirst() == PreferenceLossType.ALPHAPO ? 0 : cpoAlpha);
    }
}
