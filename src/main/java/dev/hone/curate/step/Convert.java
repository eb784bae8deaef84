package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.data.Example;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Rows of any format become rows of one.
record Convert(@Help("the format: messages, prompt_completion, prompt_only, preference, unpaired_preference or text") Target to) implements Step {
    static final Convert DEFAULTS = new Convert(null);

    @Override public void check() {
        if (to == null) throw new UserError("to is missing; expected messages, prompt_completion, prompt_only, preference, unpaired_preference or text");
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        Queue<Candidate> ready = new ArrayDeque<>();
        return () -> {
            while (ready.isEmpty()) {
                Candidate row = rows.next();
                if (row == null) return null;
                List<Example> converted = to.of(row);
                if (converted.isEmpty()) run.settled(row, Decision.drop("nothing in it is a row of the format"));
                else {
                    ready.add(run.settled(row, converted.getFirst().equals(row.example()) ? Decision.KEEP : new Decision.Change(row.with(converted.getFirst()), "converted")));
                    converted.stream().skip(1).map(row::with).map(run::made).forEach(ready::add);
                }
            }
            return ready.remove();
        };
    }
}
