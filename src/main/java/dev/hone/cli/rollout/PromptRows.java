package dev.hone.cli.rollout;

import dev.hone.cli.run.RowByRow;
import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.token.ChatTemplate;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Learnable;
import dev.hone.token.Outcome;
import dev.hone.train.Finding;
import dev.hone.train.LabelledRows;
import dev.hone.train.Preflight;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Rows with a prompt: to be answered, or with an answer that was recorded. Each is an example by itself.
/// @param labelling makes, with a chat template, what makes tokens of a row
/// @param sequence  what a row is, for the report
record PromptRows<X extends Learnable, L extends Outcome<X>>(Function<Optional<ChatTemplate>, BiFunction<Row, Example, L>> labelling,
        Function<X, LabelledTokens> sequence, OnBadRow onBadRow, Preflight<L> preflight) implements RowByRow<X> {
    @Override public Set<Goal> goals() {
        return Set.of(Goal.PROMPT);
    }

    @Override public LabelledRows<X> read(Dataset dataset, Optional<ChatTemplate> template) {
        return LabelledRows.read(dataset, labelling.apply(template), onBadRow, preflight);
    }

    @Override public List<Finding> findings() {
        return preflight.findings();
    }

    @Override public List<LabelledTokens> sequences(X row) {
        return List.of(sequence.apply(row));
    }
}
