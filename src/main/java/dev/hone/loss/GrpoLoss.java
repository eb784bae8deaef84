package dev.hone.loss;

import dev.hone.tensor.Tensor;
import java.util.Arrays;

/// What sampled answers cost: less, the likelier the better ones of a group have become.
///
/// With `r = π/π_old` ([RatioLevel]) and `A` the answer's advantage, a token gains
/// - `grpo`, `bnpo`, `dr_grpo`, `dapo`, `luspo`: `min(min(r, δ) A, clip(r, 1-ε, 1+ε_high) A)`, which stops pushing a token once its
///   ratio has left `1 ± ε`. They differ in what a token counts ([GrpoDenominators#share]).
/// - `cispo`: `min(r, ε_high) A log π`, the bounded ratio being a constant: every token keeps a gradient. ε_high is the bound itself.
/// - `sapo`: `4/τ σ(τ (r - 1)) A`, a soft gate in place of the clip, with a τ for good answers and one for the others.
/// - `vespo`: `φ(w) A log π`, with the constant `φ(w) = w^k e^(λ (1-w))` of the whole answer's ratio `w = Π r`.
///
/// The loss is the sum over tokens of the negated gain, plus β times how far the policy has moved from its reference, each times what
/// the token counts; less `entropy_coef` times the mean entropy.
/// The distance is `k3 = e^d - d - 1` with `d = log π_ref/π`, times `r` where its gradient shall be unbiased although π_old sampled.
/// Source: Shao et al. 2024, arXiv:2402.03300, equation 3 (GRPO); Liu et al. 2025, arXiv:2503.20783 (Dr. GRPO); Yu et al. 2025,
/// arXiv:2503.14476 (DAPO); MiniMax 2025, arXiv:2506.13585, equation 4 (CISPO); Gao et al. 2025, arXiv:2511.20347 (SAPO);
/// arXiv:2602.05261 (LUSPO); arXiv:2602.10693 (VESPO); DeepSeek-AI 2025, arXiv:2512.02556 (off-policy mask, unbiased KL). Shapes: N tokens, S answers.
public final class GrpoLoss {
    private GrpoLoss() {}

    /// @param epsilon                how far below 1 a ratio is still pushed down, above 0
    /// @param epsilonHigh            how far above 1 it is still pushed up; for `cispo` the largest ratio, such as 5
    /// @param delta                  bound of the ratio of bad answers, which the clip does not bound; infinite for none
    /// @param beta                   pull towards the reference, at least 0
    /// @param useBiasCorrectionKl    whether the distance from the reference is weighted by the ratio
    /// @param offPolicyMaskThreshold a bad answer is left out when its tokens have become rarer by more than this on average, in nats; infinite for none
    /// @param entropyCoef            how much the mean entropy is worth, 0 for nothing
    public record Settings(GrpoLossType type, RatioLevel level, double epsilon, double epsilonHigh, double delta, double beta, boolean useBiasCorrectionKl,
            Sapo sapo, Vespo vespo, double offPolicyMaskThreshold, double entropyCoef) {}

    /// Temperatures of the soft gate, above 0: a higher one closes it sooner.
    public record Sapo(double temperaturePos, double temperatureNeg) {
        public static final Sapo DEFAULTS = new Sapo(1, 1.05);
    }

    /// Shape of the weight of an answer's ratio, for good answers and for the others: it is largest at `k/λ`.
    public record Vespo(double kPos, double lambdaPos, double kNeg, double lambdaNeg) {
        public static final Vespo DEFAULTS = new Vespo(2, 3, 3, 2);
    }

    /// @param loss what these answers add to the loss of the step, `[]`
    public record Result(Tensor loss, GrpoMetrics metrics) {}

    public static Result of(GrpoInputs in, GrpoDenominators whole, Settings settings) {
        var rows = new Ragged(in.lengths());
        Tensor now = in.logProbs();
        Tensor logRatio = now.sub(in.oldLogProbs() == null ? now.detach() : constant(in.oldLogProbs()));
        Tensor ratio = switch (settings.level) {
            case TOKEN -> logRatio.exp();
            case SEQUENCE -> rows.spread(rows.means(logRatio).exp());
        };
        float[] phi = settings.type == GrpoLossType.VESPO ? phi(in, logRatio.toFloats(), settings.vespo) : null;
        Tensor advantages = rows.spread(in.advantages());
        Tensor gain = switch (settings.type) {
            case GRPO, BNPO, DR_GRPO, DAPO, LUSPO ->
                    ClippedSurrogate.perToken(ratio, advantages, settings.epsilon, settings.epsilonHigh, settings.delta);
            case CISPO -> ratio.detach().clamp(0, settings.epsilonHigh).mul(advantages).mul(now);
            case SAPO -> gated(ratio, advantages, rows.spread(temperatures(in.advantages(), settings.sapo)));
            case VESPO -> rows.spread(phi).mul(advantages).mul(now);
        };
        Tensor costs = gain.mul(constant(weights(in, whole.entropyCut(), settings))).neg();
        Tensor kl = settings.beta == 0 ? null : distance(now, constant(in.refLogProbs()), ratio, settings.useBiasCorrectionKl);
        if (kl != null) costs = costs.add(kl.mul(settings.beta));
        Tensor policyLoss = costs.mul(constant(shares(in.lengths(), whole, settings.type))).sum();
        Tensor loss = settings.entropyCoef == 0 ? policyLoss : policyLoss.sub(bonus(in.entropies(), whole).mul(settings.entropyCoef));
        return new Result(loss, metrics(in, whole.entropyCut(), ratio.toFloats(), kl, phi, policyLoss.item(), settings));
    }

    /// `4/τ σ(τ (r - 1)) A`: at a ratio of 1 its slope is the ratio's own.
    private static Tensor gated(Tensor ratio, Tensor advantages, Tensor temperatures) {
        return ratio.sub(1).mul(temperatures).sigmoid().mul(4).div(temperatures).mul(advantages);
    }

    private static float[] temperatures(float[] advantages, Sapo sapo) {
        float[] temperatures = new float[advantages.length];
        for (int s = 0; s < temperatures.length; s++) temperatures[s] = (float) (advantages[s] > 0 ? sapo.temperaturePos : sapo.temperatureNeg);
        return temperatures;
    }

    /// `φ(w) = w^k e^(λ (1-w))`, `[S]`, 1 at `w = 1`. Logarithms are bounded, those of a token to ±20, that of w to log 1e-8 and 20.
    private static float[] phi(GrpoInputs in, float[] logRatios, Vespo vespo) {
        double least = Math.log(1e-8), most = 20;
        float[] phi = new float[in.lengths().length];
        for (int s = 0, at = 0; s < phi.length; at += in.lengths()[s++]) {
            double sum = 0;
            for (int t = at; t < at + in.lengths()[s]; t++) {
                sum += Math.clamp(logRatios[t], -most, most);
                if (in.samplingRatios() != null) sum += Math.clamp(Math.log(in.samplingRatios()[t]), least, most);
            }
            boolean good = in.advantages()[s] >= 0;
            double k = good ? vespo.kPos : vespo.kNeg, lambda = good ? vespo.lambdaPos : vespo.lambdaNeg, logW = Math.clamp(sum, least, most);
            phi[s] = (float) Math.exp(lambda + k * logW - lambda * Math.exp(logW));
        }
        return phi;
    }

    /// What a token's gain is multiplied by, `[N]`: 0 where its answer or itself is left out, else how much the sampler's bias asks for.
    private static float[] weights(GrpoInputs in, EntropyCut cut, Settings settings) {
        float[] weights = new float[in.tokens()], entropies = in.entropies().toFloats();
        boolean corrects = in.samplingRatios() != null && settings.type != GrpoLossType.VESPO;
        float[] now = in.logProbs().toFloats();
        for (int s = 0, at = 0; s < in.lengths().length; at += in.lengths()[s++]) {
            if (isStray(in, now, s, at, settings.offPolicyMaskThreshold)) continue;
            for (int t = at; t < at + in.lengths()[s]; t++) if (cut.keeps(entropies[t])) weights[t] = corrects ? in.samplingRatios()[t] : 1;
        }
        return weights;
    }

    /// Whether a bad answer is one that the policy would hardly write any more: the mean of `log π_sampled/π` is above the threshold.
    private static boolean isStray(GrpoInputs in, float[] now, int answer, int at, double threshold) {
        float[] before = in.samplingLogProbs() != null ? in.samplingLogProbs() : in.oldLogProbs();
        if (before == null || in.advantages()[answer] >= 0) return false;
        double sum = 0;
        for (int t = at; t < at + in.lengths()[answer]; t++) if (!Float.isNaN(before[t])) sum += before[t] - now[t];
        return sum / Math.max(1, in.lengths()[answer]) > threshold;
    }

    /// Schulman's estimate k3 of the divergence from the reference, `[N]`: never negative, 0 where both agree.
    private static Tensor distance(Tensor now, Tensor reference, Tensor ratio, boolean unbiased) {
        Tensor d = reference.sub(now);
        Tensor k3 = d.exp().sub(d).sub(1);
        return unbiased ? k3.mul(ratio) : k3;
    }

    private static float[] shares(int[] lengths, GrpoDenominators whole, GrpoLossType type) {
        float[] shares = new float[Arrays.stream(lengths).sum()];
        for (int s = 0, at = 0; s < lengths.length; at += lengths[s++])
            Arrays.fill(shares, at, at + lengths[s], (float) whole.share(type, lengths[s]));
        return shares;
    }

    private static Tensor bonus(Tensor entropies, GrpoDenominators whole) {
        float[] numbers = entropies.toFloats(), shares = new float[numbers.length];
        for (int t = 0; t < shares.length; t++) if (whole.entropyCut().keeps(numbers[t])) shares[t] = (float) whole.entropyShare();
        return entropies.mul(constant(shares)).sum();
    }

    private static GrpoMetrics metrics(GrpoInputs in, EntropyCut cut, float[] ratios, Tensor kl, float[] phi, double policyLoss, Settings settings) {
        double bottom = 1 - settings.epsilon, top = settings.type == GrpoLossType.CISPO ? settings.epsilonHigh : 1 + settings.epsilonHigh;
        double low = 0, high = 0, leastLow = Double.POSITIVE_INFINITY, mostHigh = Double.NEGATIVE_INFINITY;
        int counted = 0;
        for (int s = 0, at = 0; s < in.lengths().length; at += in.lengths()[s++]) {
            int length = in.lengths()[s];
            int taken = settings.level == RatioLevel.TOKEN ? length : 1;
            int below = 0, above = 0;
            for (int t = at; t < at + Math.min(taken, length); t++) {
                if (ratios[t] < bottom && in.advantages()[s] < 0) below++;
                if (ratios[t] > top && in.advantages()[s] > 0) above++;
            }
            counted += taken;
            low += below;
            high += above;
            if (taken > 0) {
                leastLow = Math.min(leastLow, (double) below / taken);
                mostHigh = Math.max(mostHigh, (double) above / taken);
            }
        }
        float[] entropies = in.entropies().toFloats();
        return new GrpoMetrics(in.lengths().length, in.tokens(), counted, kl == null ? 0 : sum(kl.toFloats()), sum(entropies), cut.sum(entropies), low, high, leastLow,
                mostHigh, phi == null ? 0 : sum(phi), policyLoss);
    }

    private static double sum(float[] numbers) {
        double sum = 0;
        for (float number : numbers) sum += number;
        return sum;
    }

    private static Tensor constant(float[] numbers) {
        return Tensor.of(numbers, numbers.length);
    }
}
