package dev.hone.curate.step;

import dev.hone.curate.code.SourceBlock;
import dev.hone.curate.code.SourceLanguage;
import dev.hone.curate.code.SourceParsers;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// Rows go in which a block of code is no code of the language that it names. Blocks that name no language, or another one, are not looked at.
record CodeParses(
        @Help("languages that are looked at: java, json, python") List<SourceLanguage> languages,
        @Help("where blocks are looked for: all, the prompt or the answer") Part of) implements Step {
    static final CodeParses DEFAULTS = new CodeParses(List.of(SourceLanguage.JAVA, SourceLanguage.JSON, SourceLanguage.PYTHON), Part.ANSWER);
    /// Rows whose Python is looked at in one go, as starting it is what takes long.
    private static final int TOGETHER = 64;

    CodeParses {
        languages = List.copyOf(languages);
        if (languages.isEmpty()) throw new UserError("languages is empty; expected at least one");
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        SourceParsers parsers = run.shop().keep(new SourceParsers());
        Queue<Candidate> stay = new ArrayDeque<>();
        return () -> {
            while (stay.isEmpty()) {
                List<Candidate> together = rows.next(TOGETHER);
                if (together.isEmpty()) return null;
                settle(together, parsers, run, stay);
            }
            return stay.remove();
        };
    }

    private void settle(List<Candidate> rows, SourceParsers parsers, StepRun run, Queue<Candidate> stay) {
        List<List<SourceBlock>> blocks = rows.stream().map(this::blocks).toList();
        Iterator<Optional<String>> faults = parsers.faults(blocks.stream().flatMap(List::stream).toList()).iterator();
        for (int i = 0; i < rows.size(); i++) {
            Decision decision = Decision.KEEP;
            for (SourceBlock block : blocks.get(i)) {
                Optional<String> fault = faults.next();
                if (fault.isPresent() && decision == Decision.KEEP) decision = new Decision.Drop("code that does not parse: " + Detail.word(block.language()), fault.get());
            }
            Candidate stays = run.settled(rows.get(i), decision);
            if (stays != null) stay.add(stays);
        }
    }

    private List<SourceBlock> blocks(Candidate row) {
        return SourceBlock.in(row.text(of)).stream().filter(block -> languages.contains(block.language())).toList();
    }
}
