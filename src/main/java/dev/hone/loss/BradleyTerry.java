package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// What it costs a reward model that the chosen answer is not far enough above the rejected one:
/// `mean(-log σ(r_chosen - r_rejected - margin)) + c · mean((r_chosen + r_rejected)²)`.
/// Source: Bradley and Terry 1952; Ouyang et al. 2022, arXiv:2203.02155, equation 1; with margins: Touvron et al. 2023,
/// arXiv:2307.09288, equation 2; the second term, which keeps rewards around 0: Eisenstein et al. 2023, arXiv:2312.09244.
public final class BradleyTerry {
    private BradleyTerry() {}

    /// @param chosen    scores of the better answers, `[P]`
    /// @param rejected  of the worse ones, `[P]`
    /// @param margins   by how much the first should be higher, `[P]`
    /// @param centering c, at least 0
    public static Tensor of(Tensor chosen, Tensor rejected, Tensor margins, double centering) {
        Tensor loss = chosen.sub(rejected).sub(margins).logSigmoid().neg().mean();
        return centering == 0 ? loss : loss.add(chosen.add(rejected).pow(2).mean().mul(centering));
    }
}
