package dev.hone.algorithm.rollout;

import dev.hone.batch.AnswerBatch;
import dev.hone.batch.LabelNumbers;
import dev.hone.batch.TokenBatch;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers that go through the model together, those to one prompt side by side so that they share it.
/// @param answers in the order of the batch
/// @param batch   what goes through
public record RolloutPass(List<Placed> answers, AnswerBatch batch) {
    /// An answer and the micro-batch of the step that it counts in.
    public record Placed(Rollout rollout, int microBatch) {}

    public TokenBatch tokens() {
        return batch.tokens();
    }

    /// The labels of the tokens that the policy has said in an answer, in order.
    public int[] labels(int answer) {
        return batch.answers().get(answer);
    }

    /// Cuts answers into passes. Which of them share a pass changes no result beyond rounding, as each counts by its own micro-batch.
    /// @param shares whether answers to one prompt share it
    /// @param most   tokens of a pass; a longer answer has one of its own
    static List<RolloutPass> cut(List<Placed> answers, boolean shares, int most) {
        Map<IntBuffer, List<Placed>> groups = new LinkedHashMap<>();
        for (Placed answer : answers) groups.computeIfAbsent(IntBuffer.wrap(answer.rollout.prompt()), _ -> new ArrayList<>()).add(answer);
        List<RolloutPass> passes = new ArrayList<>();
        List<List<Placed>> taken = new ArrayList<>();
        int tokens = 0;
        for (List<Placed> group : groups.values()) {
            List<Placed> together = null;
            for (Placed answer : group) {
                boolean asksAgain = together == null || !shares;
                int more = answer.rollout.answer().length + (asksAgain ? answer.rollout.prompt().length : 0);
                if (!taken.isEmpty() && tokens + more > most) {
                    passes.add(of(taken, shares));
                    taken = new ArrayList<>();
                    together = null;
                    tokens = 0;
                    more = answer.rollout.tokens();
                }
                if (together == null) taken.add(together = new ArrayList<>());
                together.add(answer);
                tokens += more;
            }
        }
        if (!taken.isEmpty()) passes.add(of(taken, shares));
        return passes;
    }

    private static RolloutPass of(List<List<Placed>> groups, boolean shares) {
        List<AnswerBatch.Group> batch = groups.stream().map(group -> new AnswerBatch.Group(group.getFirst().rollout.prompt(),
                group.stream().map(answer -> answer.rollout.answer()).toList(), group.stream().map(answer -> answer.rollout.mask()).toList())).toList();
        return new RolloutPass(groups.stream().flatMap(List::stream).toList(), AnswerBatch.of(batch, shares, false));
    }

    /// What a model says of the labels, answer by answer.
    public List<float[]> byAnswer(float[] ofLabels) {
        return batch.answers().stream().map(labels -> LabelNumbers.picked(ofLabels, labels)).toList();
    }
}
