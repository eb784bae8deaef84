package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Question;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.text.TextShape;
import dev.hone.reward.RewardRequest;
import dev.hone.reward.RewardSettings;
import dev.hone.settings.Help;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import tools.jackson.databind.node.JsonNodeFactory;

/// Rows stay whose answer is good enough by rewards. A row keeps its score in a column.
record RewardThreshold(
        @Help("what judges the answers, as in hone grpo; several add up by weight") List<RewardSettings> reward,
        @Help("the least score that stays; none: all that were judged stay, with their score") Double min,
        @Help("the column for the score") String column) implements Step {
    static final RewardThreshold DEFAULTS = new RewardThreshold(List.of(), null, "reward");
    /// Answers that are judged together: a server is asked about them at the same time.
    private static final int TOGETHER = 64;

    RewardThreshold {
        reward = List.copyOf(reward);
    }

    @Override public void check() {
        JudgedAnswers.check(reward);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        Judges judges = run.shop().keep(Judges.of(reward));
        Queue<Candidate> judged = new ArrayDeque<>();
        return () -> {
            while (judged.isEmpty()) {
                List<Candidate> together = rows.next(TOGETHER);
                if (together.isEmpty()) return null;
                double[] scores = judges.scores(together.stream().map(Candidate::where).toList(), together.stream().map(RewardThreshold::request).toList());
                for (int i = 0; i < scores.length; i++) {
                    Candidate row = run.settled(together.get(i), decide(scores[i]));
                    if (row != null) judged.add(row.with(column, JsonNodeFactory.instance.numberNode(scores[i])));
                }
            }
            return judged.remove();
        };
    }

    /// How many tokens the answer has is not known here; its words stand for them.
    private static RewardRequest request(Candidate row) {
        String answer = row.text(Part.ANSWER);
        return new RewardRequest(Question.of(row).json(), answer, TextShape.words(answer).size(), row.columns());
    }

    private Decision decide(double score) {
        if (Double.isNaN(score)) return Decision.drop("no reward could judge the answer");
        return min != null && score < min ? new Decision.Drop("the reward is below min", Detail.number(score)) : Decision.KEEP;
    }
}
