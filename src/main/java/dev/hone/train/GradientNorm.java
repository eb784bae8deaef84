package dev.hone.train;

import dev.hone.model.Learner;
import dev.hone.tensor.kernel.AdamWKernel;
import java.util.List;

/// How long the gradient of all weights together is, and how much of it an update takes.
public final class GradientNorm {
    /// PyTorch adds it to the norm before it divides.
    private static final double EPSILON = 1e-6;

    private GradientNorm() {}

    /// `√Σ g²` over all weights, summed in double in a fixed order.
    public static double of(List<Learner.Weight> weights) {
        double squares = 0;
        for (Learner.Weight weight : weights) squares += AdamWKernel.sumOfSquares(weight.gradient().memory());
        return Math.sqrt(squares);
    }

    /// The factor that brings a gradient of length `norm` to at most `most`: `min(1, most / (norm + 1e-6))`.
    /// Source: Pascanu et al. 2013, arXiv:1211.5063, algorithm 1.
    /// @param most 0 for no limit
    public static double clip(double norm, double most) {
        return most == 0 ? 1 : Math.min(1, most / (norm + EPSILON));
    }
}
