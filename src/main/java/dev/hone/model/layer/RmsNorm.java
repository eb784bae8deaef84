package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// Brings each vector to length √D, then weighs its entries: `x / √(mean(x²) + eps) · w`, or `· (1 + w)`.
/// Computed in float32 whatever the dtype.
/// Source: Zhang and Sennrich 2019, arXiv:1910.07467, equation 4.
/// @param weight  `[D]`
/// @param plusOne true where the stored weight is the distance from 1 (Gemma)
public record RmsNorm(Parameter weight, double eps, boolean plusOne) {
    public RmsNorm(Parameter weight, double eps) {
        this(weight, eps, false);
    }

    /// @param x `[..., D]`
    /// @return the same shape and dtype
    public Tensor forward(Tensor x) {
        Tensor wide = Precision.wide(x);
        Tensor unit = wide.mul(wide.mul(wide).mean(-1, true).add(eps).rsqrt());
        Tensor weights = Precision.wide(weight.tensor());
        return unit.mul(plusOne ? weights.add(1) : weights).to(x.dtype());
    }
}
