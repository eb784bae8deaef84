package dev.hone.curate.step;

import dev.hone.curate.ask.TeacherSettings;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.step.Answering.Answered;
import dev.hone.curate.step.Answering.Made;
import dev.hone.reward.RewardSettings;
import dev.hone.settings.Help;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Of several answers to a question, those stay that rewards find right, each once: rejection sampling.
record Rejection(
        @Help("who answers: a model here or on a server") TeacherSettings teacher,
        @Help("answers to each question") int samples,
        @Help("what judges them, such as {name: math}") List<RewardSettings> reward,
        @Help("the least score of an answer that stays") double min,
        @Help("most answers to a question that stay, the first ones") int most) implements Step {
    static final Rejection DEFAULTS = new Rejection(TeacherSettings.DEFAULTS, 8, List.of(), 1, 1);

    Rejection {
        reward = List.copyOf(reward);
        Require.atLeast(1, "samples", samples);
        Require.atLeast(1, "most", most);
    }

    @Override public void check() {
        teacher.check(samples);
        JudgedAnswers.check(reward);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        Judges judges = run.shop().keep(Judges.of(reward));
        return Answering.over(rows, run, teacher, samples, answered -> right(answered, judges));
    }

    private Made right(Answered answered, Judges judges) {
        JudgedAnswers judged = JudgedAnswers.of(answered, judges);
        Set<String> right = new LinkedHashSet<>();
        for (int i = 0; i < judged.scores().length && right.size() < most; i++) if (judged.scores()[i] >= min) right.add(judged.answers().get(i).text());
        if (right.isEmpty()) return new Made.Nothing(new Decision.Drop("no answer is right", judged.answers().size() + " answers"));
        List<Candidate> rows = right.stream().map(answer -> answered.row().with(answered.question().answered(answer))).toList();
        return Made.answers(rows);
    }
}
