package dev.hone.loss;

/// How much of what happened a critic had foreseen: `1 - Var(R - V) / Var(R)`. 1 when it knew everything, 0 when a constant would have
/// done as well, below 0 when it misleads.
public final class ExplainedVariance {
    private ExplainedVariance() {}

    /// @param values  `V`, what the critic said, `[P]`
    /// @param returns `R`, what it should have said, `[P]`
    /// @return 0 where all returns are equal, so that there was nothing to foresee
    public static double of(float[] values, float[] returns) {
        double[] wanted = new double[returns.length], missed = new double[returns.length];
        for (int i = 0; i < returns.length; i++) {
            wanted[i] = returns[i];
            missed[i] = (double) returns[i] - values[i];
        }
        double spread = Moments.of(wanted).deviation(), left = Moments.of(missed).deviation();
        return spread == 0 ? 0 : 1 - left * left / (spread * spread);
    }
}
