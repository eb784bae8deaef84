package dev.hone.algorithm.grpo;

import dev.hone.generate.Completion;
import dev.hone.generate.FinishReason;
import dev.hone.generate.Generator;
import dev.hone.generate.Request;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.loss.Advantages;
import dev.hone.reward.RewardRequest;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.RewardScores;
import dev.hone.reward.Score;
import dev.hone.tensor.Engine;
import dev.hone.token.TokenPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Answers that the policy gives as it is now, judged by rewards. A prompt is computed once for its group; what was sampled is kept as ids
/// with their log-probabilities, and never made into tokens anew.
public final class SampledRollouts implements Rollouts<TokenPrompt> {
    /// Numbers of requests that no generation has.
    private static final long EVALUATION = 1L << 62;
    private static final int ROUND = 48;

    private final GrpoSettings settings;
    private final Sampler sampler;
    private final RewardRunner rewards;
    private final double[] weights;
    private final long seed;
    private Map<String, String> failures = Map.of();

    /// What samples.
    /// @param refresh  has the generator's model take the weights as they are now
    /// @param rest     has it give its memory back until then
    /// @param settings of an answer, among them how it ends
    /// @param texts    makes texts of the answers
    public record Sampler(Generator generator, Runnable refresh, Runnable rest, SamplingSettings settings, Supplier<TextStream> texts) {}

    /// @param weights of the rewards, in their order
    /// @param seed    what answers and their order are drawn from, with the generation's number
    public SampledRollouts(GrpoSettings settings, Sampler sampler, RewardRunner rewards, double[] weights, long seed) {
        this.settings = settings;
        this.sampler = sampler;
        this.rewards = rewards;
        this.weights = weights;
        this.seed = seed;
    }

    /// Why rewards judged none of the answers of the last generation, by their names.
    public Map<String, String> failures() {
        return failures;
    }

    @Override public Generation make(long number, List<TokenPrompt> prompts) {
        sampler.refresh.run();
        Groups groups = judged(sampled(prompts, number * prompts.size(), 0, settings.numGenerations()), settings.numGenerations());
        for (int round = 1; round <= settings.resampleEqualGroups() && groups.hasSilent(); round++)
            groups = resampled(groups, prompts, number * prompts.size(), round);
        sampler.rest.run();
        failures = groups.failures;
        List<Rollout> inOrder = new ArrayList<>();
        for (long place : Engine.permutation(groups.rollouts.size(), seed, number)) inOrder.add(groups.rollouts.get((int) place));
        return new Generation(number, inOrder, groups.metrics());
    }

    /// Answers in groups, with what was said of them.
    private record Groups(List<Rollout> rollouts, Advantages advantages, double[][] rewards, List<String> names, Map<String, String> failures) {
        boolean hasSilent() {
            for (boolean silent : advantages.silent()) if (silent) return true;
            return false;
        }

        Map<String, Double> metrics() {
            Map<String, Double> metrics = Generation.manners(rollouts);
            metrics.putAll(advantages.named(rewards, names));
            return metrics;
        }
    }

    /// The groups in which all answers are equally good are asked again.
    private Groups resampled(Groups before, List<TokenPrompt> prompts, long firstNumber, int round) {
        List<Rollout> answers = new ArrayList<>(before.rollouts);
        int size = settings.numGenerations();
        for (int group = 0; group < prompts.size(); group++) {
            if (!before.advantages.silent()[group]) continue;
            List<Rollout> again = sampled(prompts.subList(group, group + 1), firstNumber + group, round, size);
            for (int i = 0; i < size; i++) answers.set(group * size + i, again.get(i));
        }
        return judged(answers, size);
    }

    private List<Rollout> sampled(List<TokenPrompt> prompts, long firstNumber, int round, int size) {
        SamplingSettings asked = sampler.settings.with(s -> {
            s.numReturnSequences = size;
            s.seed = seed;
        });
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++)
            requests.add(new Request(prompts.get(i).ids(), asked, (long) round << ROUND | firstNumber + i, sampler.texts));
        List<Rollout> rollouts = new ArrayList<>();
        var results = sampler.generator.generate(requests);
        for (int i = 0; i < results.size(); i++)
            for (Completion completion : results.get(i).completions()) rollouts.add(rollout(prompts.get(i), completion));
        return rollouts;
    }

    private Rollout rollout(TokenPrompt prompt, Completion completion) {
        return new Rollout(prompt.ids(), prompt, completion.tokenIds(), completion.text(), completion.finishReason() == FinishReason.STOP,
                Map.of(), Double.NaN, settings.samplesPlainly() ? completion.sampledLogProbs() : null, null, null);
    }

    private Groups judged(List<Rollout> rollouts, int size) {
        List<RewardScores> said = said(rollouts);
        List<String> names = said.stream().map(RewardScores::name).toList();
        double[][] numbers = new double[rollouts.size()][said.size()];
        for (int k = 0; k < said.size(); k++) for (int i = 0; i < numbers.length; i++) numbers[i][k] = said.get(k).scores().get(i).orNaN();
        Advantages advantages = Advantages.of(numbers, size, settings.advantages(weights));
        List<Rollout> judged = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) judged.add(judged(rollouts.get(i), names, numbers[i], advantages.values()[i]));
        return new Groups(judged, advantages, numbers, names, failures(said));
    }

    private static Rollout judged(Rollout answer, List<String> names, double[] rewards, double advantage) {
        Map<String, Double> byName = new LinkedHashMap<>();
        for (int k = 0; k < rewards.length; k++) byName.put(names.get(k), rewards[k]);
        return new Rollout(answer.prompt(), answer.asked(), answer.answer(), answer.text(), answer.ended(), byName, advantage, answer.sampled(), null, null);
    }

    private List<RewardScores> said(List<Rollout> rollouts) {
        return rewards.score(rollouts.stream().map(rollout -> new RewardRequest(rollout.asked().prompt(), rollout.text(), rollout.answer().length,
                rollout.asked().columns())).toList());
    }

    private static Map<String, String> failures(List<RewardScores> said) {
        Map<String, String> failures = new LinkedHashMap<>();
        for (RewardScores reward : said)
            if (reward.scores().stream().allMatch(Score.Failed.class::isInstance))
                failures.put(reward.name(), ((Score.Failed) reward.scores().getFirst()).reason());
        return failures;
    }

    @Override public Map<String, Double> evaluate(List<TokenPrompt> prompts) {
        sampler.refresh.run();
        int size = settings.numGenerationsEval() == null ? settings.numGenerations() : settings.numGenerationsEval();
        List<Rollout> answers = sampled(prompts, EVALUATION, 0, size);
        sampler.rest.run();
        return judged(answers, size).metrics();
    }

    /// Answers that end nowhere and have nothing in common, of the first tokens that any model has.
    @Override public List<Rollout> longest(TokenPrompt prompt) {
        List<Rollout> group = new ArrayList<>();
        for (int i = 0; i < settings.numGenerations(); i++) {
            int[] answer = new int[settings.maxCompletionLength()];
            Arrays.fill(answer, i);
            group.add(new Rollout(prompt.ids(), prompt, answer, "", false, Map.of(), i % 2 == 0 ? 1 : -1, null, null, null));
        }
        return group;
    }
}
