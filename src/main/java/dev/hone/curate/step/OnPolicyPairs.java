package dev.hone.curate.step;

import dev.hone.curate.BestAndWorst;
import dev.hone.curate.PairOutcome;
import dev.hone.curate.ask.TeacherSettings;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.step.Answering.Answered;
import dev.hone.curate.step.Answering.Made;
import dev.hone.reward.RewardSettings;
import dev.hone.settings.Help;
import java.util.List;

/// Of several answers of the model that is to be trained, the best and the worst by rewards make a pair.
record OnPolicyPairs(
        @Help("the model that is to be trained") TeacherSettings model,
        @Help("answers to each question") int samples,
        @Help("what judges them, as in hone grpo") List<RewardSettings> reward,
        @Help("by how much the scores of a pair differ at least") double margin,
        @Help("how many times as many tokens as the shorter answer the longer one may have; none: any") Double lengthRatio) implements Step {
    static final OnPolicyPairs DEFAULTS = new OnPolicyPairs(TeacherSettings.DEFAULTS, 8, List.of(), 0, null);

    OnPolicyPairs {
        reward = List.copyOf(reward);
        Require.atLeast(2, "samples", samples);
    }

    private BestAndWorst choice() {
        return new BestAndWorst(margin, lengthRatio == null ? Double.POSITIVE_INFINITY : lengthRatio);
    }

    @Override public void check() {
        model.check(samples);
        JudgedAnswers.check(reward);
        choice();
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        Judges judges = run.shop().keep(Judges.of(reward));
        BestAndWorst choice = choice();
        return Answering.over(rows, run, model, samples, answered -> pair(answered, JudgedAnswers.of(answered, judges), choice));
    }

    private static Made pair(Answered answered, JudgedAnswers judged, BestAndWorst choice) {
        return switch (choice.of(judged.answers(), judged.scores())) {
            case PairOutcome.Pair(String chosen, String rejected) -> Made.answer(answered.row().with(answered.question().answered(chosen, rejected)));
            case PairOutcome.None(String reason) -> Made.nothing(reason);
        };
    }
}
