package dev.hone.curate.step;

import dev.hone.curate.OwnAnswer;
import dev.hone.curate.Template;
import dev.hone.curate.ask.TeacherSettings;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Question;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.step.Answering.Answered;
import dev.hone.curate.step.Answering.Made;
import dev.hone.curate.text.WordHashes;
import dev.hone.settings.Help;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A model writes new prompts after those of the rows: of a conversation after the last message, whatever stands before it.
record Prompts(
        @Help("who writes: a model here or on a server") TeacherSettings teacher,
        @Help("paraphrase: the same in other words; evolve: a harder or a rarer one, whose rows lose their other columns, as an answer there is no longer right") Rewriting way,
        @Help("new prompts to each old one, of which each text stays once") int samples,
        @Help("what the writer is told in place of the usual; {prompt} is the old prompt, {NAME} a column of the row") String instruction,
        @Help("whether the old prompts stay beside the new ones") boolean keep) implements Step {
    static final Prompts DEFAULTS = new Prompts(TeacherSettings.DEFAULTS, Rewriting.PARAPHRASE, 1, null, false);
    /// What a writer sets around a prompt although it was told not to.
    private static final Pattern LABEL = Pattern.compile("(?i)^(?:here is |here's )?(?:a |the )?(?:new |rewritten |harder )?prompt:\\s*"), QUOTED = Pattern.compile("[\"“]([^\"“”]*)[\"”]");
    /// Only somebody who speaks about the task says so.
    private static final Pattern ABOUT_THE_TASK = Pattern.compile("(?i)\\b(?:old|new|given|original|rewritten) prompt\\b|\\bprompt (?:below|above)\\b");

    Prompts {
        Require.atLeast(1, "samples", samples);
    }

    @Override public void check() {
        teacher.check(samples);
        if (instruction != null) Require.names("{prompt}", "instruction", instruction);
    }

    private List<Template> instructions() {
        return (instruction == null ? way.instructions() : List.of(instruction)).stream().map(Template::new).toList();
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        List<Template> told = instructions();
        var random = new SplittableRandom(run.seed());
        return Answering.over(rows, run, teacher, samples, row -> Question.asked(Answering.filled(told.get(random.nextInt(told.size())), row,
                row.columns().deepCopy().put("prompt", Question.of(row).text()))), this::rewritten);
    }

    private Made rewritten(Answered answered) {
        Candidate old = answered.row();
        Question asked = Question.of(old);
        List<String> written = answered.answers().stream().map(OwnAnswer::text).map(Prompts::bare).distinct().toList();
        List<Candidate> rows = new ArrayList<>(written.stream().filter(text -> isNew(text, asked.text())).map(text -> row(old, asked.asking(text))).toList());
        if (keep) rows.addFirst(old.with(asked.unanswered()));
        return rows.isEmpty() ? Made.nothing("nothing that was written is a new prompt") : new Made.Rows("rewritten", rows);
    }

    private Candidate row(Candidate old, Question question) {
        Candidate row = old.with(question.unanswered());
        return way.keepsTheAnswer ? row : row.alone();
    }

    private static boolean isNew(String written, String old) {
        return !written.isEmpty() && !Arrays.equals(WordHashes.of(written), WordHashes.of(old)) && !ABOUT_THE_TASK.matcher(written).find();
    }

    /// Without a label before it and quotation marks around it.
    private static String bare(String written) {
        String text = LABEL.matcher(written.strip()).replaceFirst("");
        Matcher quoted = QUOTED.matcher(text);
        return (quoted.matches() ? quoted.group(1) : text).strip();
    }
}
