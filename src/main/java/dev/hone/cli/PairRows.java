package dev.hone.cli;

import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Example;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.token.ChatTemplate;
import dev.hone.token.LabelledPair;
import dev.hone.token.LabelledTokens;
import dev.hone.token.TokenPair;
import dev.hone.train.Finding;
import dev.hone.train.LabelledRows;
import dev.hone.train.Preflight;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Rows that hold a better and a worse answer; each is an example by itself.
/// @param labelling makes, with a chat template, what makes tokens of an example
record PairRows(Function<Optional<ChatTemplate>, Function<Example, LabelledPair>> labelling, OnBadRow onBadRow, Preflight<LabelledPair> preflight)
        implements JobRows<TokenPair, TokenPair> {
    @Override public Goal goal() {
        return Goal.PREFERENCE;
    }

    @Override public LabelledRows<TokenPair> read(Dataset dataset, Optional<ChatTemplate> template) {
        return LabelledRows.read(dataset, labelling.apply(template), onBadRow, preflight);
    }

    @Override public List<Finding> findings() {
        return preflight.findings();
    }

    @Override public List<TokenPair> examples(List<TokenPair> rows, boolean evaluation) {
        return rows;
    }

    @Override public List<Integer> rowsOf(TokenPair example, int index) {
        return List.of(index);
    }

    @Override public List<LabelledTokens> sequences(TokenPair row) {
        return List.of(row.chosen().sequence(), row.rejected().sequence());
    }
}
