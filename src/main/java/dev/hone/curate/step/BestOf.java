package dev.hone.curate.step;

import dev.hone.curate.ask.TeacherSettings;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.step.Answering.Answered;
import dev.hone.curate.step.Answering.Made;
import dev.hone.reward.RewardSettings;
import dev.hone.settings.Help;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/// Of several answers to a question, the one that rewards find best becomes the row's answer, with its score in a column.
record BestOf(
        @Help("who answers: a model here or on a server") TeacherSettings teacher,
        @Help("answers to each question") int samples,
        @Help("what judges them, as in hone grpo: reward functions, a reward model, a judge") List<RewardSettings> reward,
        @Help("the least score of a row that stays; none: any") Double min,
        @Help("the column for the score") String column) implements Step {
    static final BestOf DEFAULTS = new BestOf(TeacherSettings.DEFAULTS, 8, List.of(), null, "reward");

    BestOf {
        reward = List.copyOf(reward);
        Require.atLeast(1, "samples", samples);
    }

    @Override public void check() {
        teacher.check(samples);
        JudgedAnswers.check(reward);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        Judges judges = run.shop().keep(Judges.of(reward));
        return Answering.over(rows, run, teacher, samples, answered -> best(answered, judges));
    }

    private Made best(Answered answered, Judges judges) {
        JudgedAnswers judged = JudgedAnswers.of(answered, judges);
        int best = judged.best();
        if (best < 0) return Made.nothing("no reward could judge an answer");
        double score = judged.scores()[best];
        if (min != null && score < min) return new Made.Nothing(new Decision.Drop("the best answer is below min", Detail.number(score)));
        return Made.answer(answered.row().with(answered.question().answered(judged.answers().get(best).text())).with(column, JsonNodeFactory.instance.numberNode(score)));
    }
}
