package dev.hone.loss;

/// How far two policies are apart at one sampled token, with `d = log π_ref/π`. The mean over tokens sampled from π is the divergence
/// `KL(π || π_ref)`, in nats. Source: Schulman 2020, "Approximating KL divergence"; by TRL's names (`kl_estimator`).
public enum KlEstimator {
    /// `-d`: right on average, and below 0 as often as not.
    K1,
    /// `e^d - 1 - d`: also right on average, never below 0, with less noise where the policies are close.
    K3;

    /// @param logProbs   of the policy that sampled, `[N]`
    /// @param references of the reference, `[N]`
    /// @return `[N]`
    public float[] perToken(float[] logProbs, float[] references) {
        float[] distances = new float[logProbs.length];
        for (int t = 0; t < distances.length; t++) {
            double d = (double) references[t] - logProbs[t];
            distances[t] = (float) switch (this) {
                case K1 -> (double) logProbs[t] - references[t];
                case K3 -> Math.expm1(d) - d;
            };
        }
        return distances;
    }
}
