package dev.hone.algorithm.rollout;

import dev.hone.algorithm.rollout.RolloutPass.Placed;
import dev.hone.model.Learner;
import dev.hone.model.Predictions;
import dev.hone.model.Predictor;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLearner.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/// The model that answers and learns, and the reference that it is held to, both asked about answers in passes. Answers that share a
/// prompt share its computation, forward and backward.
/// @param reference null for none
/// @param server    that answers in its place, if one does
public record Policy(TokenLearner learner, Predictor reference, RolloutSettings settings, ServerSettings server) {
    public Policy {
        learner.reserve(settings.maxTokensPerPass());
        if (reference != null) reference.rest();
    }

    /// A policy that answers itself.
    public Policy(TokenLearner learner, Predictor reference, RolloutSettings settings) {
        this(learner, reference, settings, ServerSettings.DEFAULTS);
    }

    /// Answers cut into passes; which of them share one changes no result beyond rounding.
    public List<RolloutPass> cut(List<Placed> answers) {
        return RolloutPass.cut(answers, settings.sharePrompt(), settings.maxTokensPerPass());
    }

    /// @param number of the pass in the run, from which dropout is drawn
    public Predictions learn(RolloutPass pass, long number, Objective objective) {
        return learner.learn(pass.tokens(), settings.temperature(), settings.disableDropout() ? Learner.WITHOUT_DROPOUT : number, objective);
    }

    public Predictions predict(RolloutPass pass) {
        return learner.predict(pass.tokens(), settings.temperature());
    }

    /// Answers with what has to be asked before the policy changes: the reference's log-probabilities, if there is one, and the policy's own,
    /// which are not those of a server that sampled.
    /// @param isOnPolicy whether nothing is learned between sampling and learning, so that the policy's are known when it learns
    public Generation known(Generation made, boolean isOnPolicy) {
        Generation generation = made;
        if (reference != null) {
            generation = asked(made, reference, Rollout::withReference);
            reference.rest();
        }
        List<Rollout> rollouts = generation.rollouts();
        if (server.correction() != null) return asked(generation, learner, Rollout::withOld);
        if (isOnPolicy) return generation.with(rollouts.stream().map(rollout -> rollout.withOld(null)).toList());
        if (rollouts.stream().allMatch(rollout -> rollout.old() != null)) return generation;
        if (!server.isUsed() && rollouts.stream().allMatch(rollout -> rollout.sampled() != null))
            return generation.with(rollouts.stream().map(rollout -> rollout.withOld(rollout.sampled())).toList());
        return asked(generation, learner, Rollout::withOld);
    }

    private Generation asked(Generation generation, Predictor model, BiFunction<Rollout, float[], Rollout> with) {
        List<Rollout> answers = generation.rollouts();
        Rollout[] changed = new Rollout[answers.size()];
        List<Placed> places = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) places.add(new Placed(answers.get(i), i));
        for (RolloutPass pass : cut(places)) {
            List<float[]> said = pass.byAnswer(model.predict(pass.tokens(), settings.temperature()).logProbs());
            for (int a = 0; a < said.size(); a++) {
                Placed answer = pass.answers().get(a);
                changed[answer.microBatch()] = with.apply(answer.rollout(), said.get(a));
            }
        }
        return generation.with(Arrays.asList(changed));
    }
}
