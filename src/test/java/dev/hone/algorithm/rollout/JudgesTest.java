package dev.hone.algorithm.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.reward.Reward;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.WeightedReward;
import dev.hone.token.TokenPrompt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class JudgesTest {
    private static Rollout answer(String text) {
        var prompt = new TokenPrompt(new int[] {1}, JsonNodeFactory.instance.stringNode("What?"), JsonNodeFactory.instance.objectNode());
        return Rollout.unjudged(prompt, new int[] {5}, text, true, null);
    }

    private static WeightedReward named(String name, Reward reward) {
        return new WeightedReward(name, 1, Duration.ofSeconds(30), reward);
    }

    @Test void anAnswerIsJudgedOnce() {
        List<String> asked = new ArrayList<>();
        try (var rewards = new RewardRunner(List.of(named("length", Reward.each(answer -> {
            asked.add(answer.answer());
            return answer.answer().length();
        }))))) {
            var judges = new Judges(rewards, new double[] {1});
            List<Rollout> first = judges.judged(List.of(answer("a"), answer("bb")));
            List<Rollout> both = judges.judged(List.of(first.getFirst(), answer("ccc"), first.getLast()));
            assertEquals(List.of("a", "bb", "ccc"), asked);
            assertEquals(List.of(1.0, 3.0, 2.0), both.stream().map(rollout -> rollout.rewards().get("length")).toList());
        }
    }

    /// A reward is silent where it could judge none of the answers, those of before among them.
    @Test void failuresAreOfAllAnswers() {
        try (var rewards = new RewardRunner(List.of(named("picky", Reward.each(answer -> {
            if (answer.answer().startsWith("x")) throw new IllegalStateException("an x");
            return 1;
        }))))) {
            var judges = new Judges(rewards, new double[] {1});
            List<Rollout> good = judges.judged(List.of(answer("a")));
            assertEquals(Map.of(), judges.failures());
            judges.judged(Stream.concat(good.stream(), Stream.of(answer("x"))).toList());
            assertEquals(Map.of(), judges.failures());
            judges.judged(List.of(answer("x"), answer("xx")));
            assertTrue(judges.failures().get("picky").contains("an x"), judges.failures().toString());
        }
    }
}
