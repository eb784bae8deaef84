package dev.hone.curate.step;

import dev.hone.curate.OwnAnswer;
import dev.hone.curate.ask.TeacherSettings;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.step.Answering.Made;
import dev.hone.settings.Help;

/// A stronger model answers what the rows ask; an answer that a row has is forgotten. Several answers make several rows, each answer one.
record Distil(
        @Help("who answers: a model here or on a server") TeacherSettings teacher,
        @Help("answers to each question") int samples) implements Step {
    static final Distil DEFAULTS = new Distil(TeacherSettings.DEFAULTS, 1);

    Distil {
        Require.atLeast(1, "samples", samples);
    }

    @Override public void check() {
        teacher.check(samples);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        return Answering.over(rows, run, teacher, samples, answered -> Made.answers(answered.answers().stream().map(OwnAnswer::text).distinct()
                .map(answer -> answered.row().with(answered.question().answered(answer))).toList()));
    }
}
