package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Rollout;
import dev.hone.batch.LabelNumbers;
import dev.hone.loss.AnswerPlaces;
import dev.hone.loss.ExplainedVariance;
import dev.hone.loss.GeneralizedAdvantage;
import dev.hone.loss.TokenRewards;
import dev.hone.loss.Whitening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What answers teach, from their scores, their distance from the reference, and what the critic expected.
/// ```
/// r_t = -β KL_t, and the score at the last place     (rewards, maybe whitened)
/// A   = Σ (γλ)^k δ_t+k,  δ_t = r_t + γ V_t+1 - V_t   (advantages, then whitened)
/// R   = A + V                                        (what the critic should have said)
/// ```
/// All arrays have the answers end to end.
/// @param distances   of the tokens from the reference, in nats
/// @param scores      of the answers, the penalty for those without an end taken off
/// @param coefficient β, the price of a nat
record Valuation(List<Rollout> answers, AnswerPlaces places, float[] distances, double[] scores, double coefficient, float[] values, float[] advantages, float[] returns) {
    /// @param scores      of the answers, a number each
    /// @param values      the critic's, of all places
    /// @param coefficient β
    static Valuation of(List<Rollout> answers, double[] scores, AnswerPlaces places, float[] values, double coefficient, PpoSettings settings) {
        float[] distances = distances(answers, settings);
        double[] penalised = TokenRewards.penalised(scores, ended(answers), settings.penalty());
        float[] earned = TokenRewards.of(penalised, distances, coefficient, places);
        float[] rewards = settings.whitenRewards() ? Whitening.of(earned, false) : earned;
        var advantage = GeneralizedAdvantage.of(rewards, values, places.places(), settings.gamma(), settings.lam());
        float[] advantages = Whitening.of(places.atTokens(advantage.advantages()), true);
        return new Valuation(answers, places, distances, penalised, coefficient, values, advantages, advantage.returns());
    }

    private static float[] distances(List<Rollout> answers, PpoSettings settings) {
        float[] policy = LabelNumbers.joined(answers.stream().map(Rollout::old).toList());
        if (answers.stream().anyMatch(answer -> answer.reference() == null)) return new float[policy.length];
        return settings.klEstimator().perToken(policy, LabelNumbers.joined(answers.stream().map(Rollout::reference).toList()));
    }

    private static boolean[] ended(List<Rollout> answers) {
        boolean[] ended = new boolean[answers.size()];
        for (int i = 0; i < ended.length; i++) ended[i] = answers.get(i).ended();
        return ended;
    }

    /// As the advantage of a whole answer stands the mean of its tokens'.
    List<Lesson> lessons() {
        List<float[]> values = LabelNumbers.split(this.values, places.places()), returns = LabelNumbers.split(this.returns, places.places());
        List<float[]> advantages = LabelNumbers.split(this.advantages, places.tokens());
        List<Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++)
            lessons.add(new Lesson(answers.get(i).withAdvantage(sum(advantages.get(i)) / places.tokens()[i]), values.get(i), advantages.get(i), returns.get(i)));
        return lessons;
    }

    /// Distance of an answer, summed over its tokens, as a mean over the answers.
    double kl() {
        return sum(distances) / Math.max(1, answers.size());
    }

    /// Under TRL's names, those that it has.
    Map<String, Double> named() {
        Map<String, Double> named = new LinkedHashMap<>();
        double score = Arrays.stream(scores).average().orElse(0), price = -coefficient * kl();
        named.put("objective/kl", kl());
        named.put("objective/kl_coef", coefficient);
        named.put("objective/entropy", -answers.stream().mapToDouble(answer -> sum(answer.old())).sum() / Math.max(1, answers.size()));
        named.put("objective/scores", score);
        named.put("objective/non_score_reward", price);
        named.put("objective/rlhf_reward", score + price);
        named.put("val/explained_variance", ExplainedVariance.of(values, returns));
        named.put("val/num_eos_tokens", (double) answers.stream().filter(Rollout::ended).count());
        return named;
    }

    private static double sum(float[] numbers) {
        double sum = 0;
        for (float number : numbers) sum += number;
        return sum;
    }
}
