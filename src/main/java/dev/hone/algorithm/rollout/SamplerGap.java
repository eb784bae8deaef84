package dev.hone.algorithm.rollout;

import dev.hone.model.Predictions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How far the sampler and the learner are apart in what they say of the same tokens, in nats. While nothing has been learned since
/// the answers were sampled, both compute the same model, and the gap is rounding.
public final class SamplerGap {
    private long tokens;
    private double sum;
    private double most;

    /// @param now what the learner says of the pass
    public void see(RolloutPass pass, Predictions now) {
        List<float[]> said = pass.byAnswer(now.logProbs());
        for (int a = 0; a < said.size(); a++) see(pass.answers().get(a).rollout().sampled(), said.get(a));
    }

    private void see(float[] sampled, float[] now) {
        if (sampled == null) return;
        for (int t = 0; t < now.length; t++) {
            double apart = Math.abs(sampled[t] - now[t]);
            tokens++;
            sum += apart;
            most = Math.max(most, apart);
        }
    }

    /// Under TRL's names; empty where the sampler's numbers are not known.
    public Map<String, Double> named() {
        Map<String, Double> named = new LinkedHashMap<>();
        if (tokens == 0) return named;
        named.put("sampling/sampling_logp_difference/mean", sum / tokens);
        named.put("sampling/sampling_logp_difference/max", most);
        return named;
    }
}
