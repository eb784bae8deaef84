package dev.hone.curate.step;

import dev.hone.curate.Correction;
import dev.hone.curate.PairOutcome;
import dev.hone.curate.Substitution;
import dev.hone.curate.Template;
import dev.hone.curate.ask.TeacherSettings;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.step.Answering.Answered;
import dev.hone.curate.step.Answering.Made;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.function.Function;

/// What the model says itself, beside what it should have said, makes a pair: corrected by rules, or written beforehand.
record SelfCorrect(
        @Help("the model that is to be trained") TeacherSettings model,
        @Help("corrections as sed writes them, s/OLD/NEW/g, one after another: the corrected answer is the better one") List<String> rules,
        @Help("what should have been said; {NAME} is a column of the row") String better,
        @Help("what should not be said: the model's own answer is the better one") String worse) implements Step {
    static final SelfCorrect DEFAULTS = new SelfCorrect(TeacherSettings.DEFAULTS, List.of(), null, null);

    SelfCorrect {
        rules = List.copyOf(rules);
    }

    @Override public void check() {
        model.check(1);
        int ways = (rules.isEmpty() ? 0 : 1) + (better == null ? 0 : 1) + (worse == null ? 0 : 1);
        if (ways != 1) throw new UserError("expected one of rules, better and worse; " + ways + " are given");
        pairing();
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        Function<Answered, PairOutcome> pairing = pairing();
        return Answering.over(rows, run, model, 1, answered -> switch (pairing.apply(answered)) {
            case PairOutcome.Pair(String chosen, String rejected) -> Made.row(answered.row().with(answered.question().answered(chosen, rejected)));
            case PairOutcome.None(String reason) -> Made.nothing(reason);
        });
    }

    private Function<Answered, PairOutcome> pairing() {
        if (!rules.isEmpty()) {
            var correction = new Correction(rules.stream().map(Substitution::of).toList());
            return answered -> correction.of(said(answered));
        }
        var written = new Template(better != null ? better : worse);
        return answered -> better != null ? PairOutcome.ofDifferent(filled(written, answered), said(answered)) : PairOutcome.ofDifferent(said(answered), filled(written, answered));
    }

    private static String said(Answered answered) {
        return answered.answers().getFirst().text();
    }

    private static String filled(Template template, Answered answered) {
        try {
            return template.filledFrom(answered.row().columns());
        } catch (UserError e) {
            throw new UserError(answered.row().where() + ": " + e.getMessage(), e);
        }
    }
}
