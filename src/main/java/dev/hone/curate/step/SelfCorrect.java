package dev.hone.curate.step;

import dev.hone.curate.Correction;
import dev.hone.curate.PairOutcome;
import dev.hone.curate.Substitution;
import dev.hone.curate.Template;
import dev.hone.curate.ask.TeacherSettings;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Question;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.step.Answering.Answered;
import dev.hone.curate.step.Answering.Made;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// What the model says itself, beside what it should have said, makes a pair: corrected by rules, written beforehand, or rewritten by a corrector.
record SelfCorrect(
        @Help("the model that is to be trained") TeacherSettings model,
        @Help("corrections as sed writes them, s/OLD/NEW/g, one after another: the corrected answer is the better one") List<String> rules,
        @Help("what should have been said; {NAME} is a column of the row") String better,
        @Help("what should not be said: the model's own answer is the better one") String worse,
        @Help("a model that rewrites the answer, here or on a server: the rewritten answer is the better one") TeacherSettings corrector,
        @Help("what the corrector is told; {prompt} and {completion} are what was asked and said, {NAME} is a column") String instruction) implements Step {
    static final SelfCorrect DEFAULTS = new SelfCorrect(TeacherSettings.DEFAULTS, List.of(), null, null, TeacherSettings.DEFAULTS, """
            Below are a question and an answer to it. Rewrite the answer so that it is right, complete and clear, and no longer than it has to be. \
            Where nothing is wrong with it, repeat it word for word. Write the answer and nothing else.

            Question:
            {prompt}

            Answer:
            {completion}""");

    SelfCorrect {
        rules = List.copyOf(rules);
    }

    private boolean isRewritten() {
        return !corrector.equals(TeacherSettings.DEFAULTS);
    }

    @Override public void check() {
        model.check(1);
        int ways = (rules.isEmpty() ? 0 : 1) + (better == null ? 0 : 1) + (worse == null ? 0 : 1) + (isRewritten() ? 1 : 0);
        if (ways != 1) throw new UserError("expected one of rules, better, worse and corrector; " + ways + " are given");
        if (isRewritten()) corrector.check(1);
        else pairing();
        Require.names("{completion}", "instruction", instruction);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        if (isRewritten()) return rewritten(rows, run);
        Function<Answered, PairOutcome> pairing = pairing();
        return Answering.over(rows, run, model, 1, answered -> pair(answered.row(), pairing.apply(answered)));
    }

    /// Each row gets the model's answer first, and that is what the corrector is asked about.
    private Candidates rewritten(Candidates rows, StepRun run) {
        Candidates own = Answering.over(rows, run, model, 1, answered -> Made.answer(answered.row().with(answered.question().answered(said(answered)))));
        var told = new Template(instruction);
        return Answering.over(own, run, corrector, 1, row -> Question.asked(Answering.filled(told, row, withAnswer(row))),
                answered -> pair(answered.row(), PairOutcome.ofDifferent(said(answered).strip(), answered.row().text(Part.ANSWER))));
    }

    private static ObjectNode withAnswer(Candidate row) {
        return row.columns().deepCopy().put("prompt", row.text(Part.PROMPT)).put("completion", row.text(Part.ANSWER));
    }

    private static Made pair(Candidate row, PairOutcome outcome) {
        return switch (outcome) {
            case PairOutcome.Pair(String chosen, String rejected) -> Made.answer(row.with(Question.of(row).answered(chosen, rejected)));
            case PairOutcome.None(String reason) -> Made.nothing(reason);
        };
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
        return Answering.filled(template, answered.row(), answered.row().columns());
    }
}
