package dev.hone.loss;

/// By how much each token went better than the critic had expected: `A_t = δ_t + γ λ A_{t+1}`, with `δ_t = r_t + γ V_{t+1} - V_t`, both 0
/// beyond the end of the answer. λ weighs what was seen (1) against what the critic says (0).
/// Source: Schulman et al. 2015, arXiv:1506.02438, equation 16.
/// @param advantages `[P]`
/// @param returns    `A + V`, what the critic should have said, `[P]`
public record GeneralizedAdvantage(float[] advantages, float[] returns) {
    /// @param rewards `r`, of each place, `[P]`
    /// @param values  `V`, of the critic, `[P]`
    /// @param lengths places of each answer
    /// @param gamma   what a reward one token later is worth, above 0 to 1
    /// @param lambda  from 0 to 1
    public static GeneralizedAdvantage of(float[] rewards, float[] values, int[] lengths, double gamma, double lambda) {
        float[] advantages = new float[rewards.length], returns = new float[rewards.length];
        int end = 0;
        for (int length : lengths) {
            end += length;
            double advantage = 0, next = 0;
            for (int t = end - 1; t >= end - length; t--) {
                advantage = rewards[t] + gamma * next - values[t] + gamma * lambda * advantage;
                next = values[t];
                advantages[t] = (float) advantage;
                returns[t] = (float) (advantage + values[t]);
            }
        }
        return new GeneralizedAdvantage(advantages, returns);
    }
}
