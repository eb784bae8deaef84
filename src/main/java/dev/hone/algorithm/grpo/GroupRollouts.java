package dev.hone.algorithm.grpo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.Judges;
import dev.hone.algorithm.rollout.RewardTable;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.algorithm.rollout.Sampler;
import dev.hone.loss.Advantages;
import dev.hone.loss.RewardShares;
import dev.hone.tensor.Engine;
import dev.hone.token.TokenPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Groups of answers that the policy gives as it is now, each judged beside the others of its group.
public final class GroupRollouts implements Rollouts<TokenPrompt> {
    /// Where a request's number has that of the round in which its group was asked again.
    private static final int ROUND = 48;

    private final GrpoSettings settings;
    private final Sampler sampler;
    private final Judges judges;
    private final int longest;
    private final long seed;

    /// @param longest tokens that an answer may have
    /// @param seed    what the answers' order is drawn from, with the generation's number
    public GroupRollouts(GrpoSettings settings, Sampler sampler, Judges judges, int longest, long seed) {
        this.settings = settings;
        this.sampler = sampler;
        this.judges = judges;
        this.longest = longest;
        this.seed = seed;
    }

    @Override public Generation make(long number, List<TokenPrompt> prompts) {
        int size = settings.numGenerations();
        long first = number * prompts.size();
        sampler.begin();
        Groups groups = compared(sampler.answers(prompts, first, size), size);
        for (int round = 1; round <= settings.resampleEqualGroups() && groups.hasSilent(); round++) groups = resampled(groups, prompts, first, round);
        sampler.end();
        List<Rollout> inOrder = new ArrayList<>();
        for (long place : Engine.permutation(groups.rollouts.size(), seed, number)) inOrder.add(groups.rollouts.get((int) place));
        return new Generation(number, inOrder, groups.metrics());
    }

    /// Answers in groups, with what was said of them.
    /// @param shares see [RewardShares]
    private record Groups(List<Rollout> rollouts, RewardTable table, Advantages advantages, double[] shares) {
        boolean hasSilent() {
            for (boolean silent : advantages.silent()) if (silent) return true;
            return false;
        }

        Map<String, Double> metrics() {
            Map<String, Double> metrics = Generation.manners(rollouts);
            metrics.putAll(advantages.named(table.rewards(), table.names()));
            if (shares.length > 1) for (int k = 0; k < shares.length; k++)
                if (!Double.isNaN(shares[k])) metrics.put("rewards/" + table.names().get(k) + "/share", shares[k]);
            return metrics;
        }
    }

    private Groups compared(List<Rollout> answers, int size) {
        List<Rollout> judged = judges.judged(answers);
        RewardTable table = RewardTable.of(judged);
        Advantages advantages = Advantages.of(table.rewards(), size, settings.advantages(judges.weights()));
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < judged.size(); i++) rollouts.add(judged.get(i).withAdvantage(advantages.values()[i]));
        return new Groups(rollouts, table, advantages, RewardShares.of(table.rewards(), judges.weights(), size));
    }

    /// The groups in which all answers are equally good are asked again; the others have been judged.
    private Groups resampled(Groups before, List<TokenPrompt> prompts, long first, int round) {
        List<Rollout> answers = new ArrayList<>(before.rollouts);
        int size = settings.numGenerations();
        for (int group = 0; group < prompts.size(); group++) {
            if (!before.advantages.silent()[group]) continue;
            List<Rollout> again = sampler.answers(prompts.subList(group, group + 1), (long) round << ROUND | first + group, size);
            for (int i = 0; i < size; i++) answers.set(group * size + i, again.get(i));
        }
        return compared(answers, size);
    }

    @Override public Map<String, Double> evaluate(List<TokenPrompt> prompts) {
        int size = settings.numGenerationsEval() == null ? settings.numGenerations() : settings.numGenerationsEval();
        sampler.begin();
        List<Rollout> answers = sampler.answers(prompts, Sampler.EVALUATION, size);
        sampler.end();
        return compared(answers, size).metrics();
    }

    @Override public List<Rollout> longest(TokenPrompt prompt) {
        List<Rollout> group = new ArrayList<>();
        for (int i = 0; i < settings.numGenerations(); i++) group.add(Rollout.longest(prompt, longest, i).withAdvantage(i % 2 == 0 ? 1 : -1));
        return group;
    }
}
