package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.text.Contamination;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rows go that have much in common with an item that a model is to be evaluated on: the ledger says with which.
/// Source for group and share: Lambert et al. 2024, arXiv:2411.15124, section 3.2.
record Decontaminate(
        @Help("files, folders or hub ids with the items of evaluations") List<String> against,
        @Help("the columns that say what an item asks: of an item the first that it has") List<String> columns,
        @Help("words that make a group; an item with fewer has to be the same as the row's prompt or text") int ngram,
        @Help("least part of an item's words that are in groups which the row has too") double share) implements Step {
    static final Decontaminate DEFAULTS = new Decontaminate(List.of(),
            List.of("prompt", "question", "problem", "instruction", "messages", "conversations", "turns", "input", "text"), 8, 0.5);

    Decontaminate {
        against = List.copyOf(against);
        columns = List.copyOf(columns);
        if (columns.isEmpty()) throw new UserError("columns is empty; expected the names of those that say what an item asks");
        Require.atLeast(1, "ngram", ngram);
        if (!(share > 0 && share <= 1)) throw new UserError("share is " + share + "; expected above 0 and at most 1");
    }

    @Override public void check() {
        if (against.isEmpty()) throw new UserError("against is missing; expected the files of evaluations, such as [evals/gsm8k.jsonl]");
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        var items = new Contamination(ngram);
        for (String name : against) EvaluationItems.forEach(run.shop().hub().dataset(name), name, columns, items::add);
        return run.decided(rows, row -> found(row, items), (_, item) -> item
                .<Decision>map(found -> new Decision.Drop("it is in an evaluation", String.format(Locale.ROOT, "%s: %.0f %% of its words", found.item(), 100 * found.share())))
                .orElse(Decision.KEEP));
    }

    private Optional<Contamination.Found> found(Candidate row, Contamination items) {
        String prompt = row.text(Part.PROMPT), all = row.text(Part.ALL);
        return items.worst(all).filter(found -> found.share() >= share).or(() -> items.same(all)).or(() -> items.same(prompt));
    }
}
