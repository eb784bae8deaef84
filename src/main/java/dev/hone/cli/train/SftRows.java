package dev.hone.cli.train;

import dev.hone.algorithm.sft.SftSettings;
import dev.hone.batch.PackingStrategy.Piece;
import dev.hone.batch.TokenRow;
import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Example;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Labelled;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Labeller;
import dev.hone.token.Tokenizer;
import dev.hone.train.Finding;
import dev.hone.train.LabelledRows;
import dev.hone.train.Preflight;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Rows that are imitated, several of them in one example where they are packed.
public record SftRows(Tokenizer tokenizer, SftSettings sft, OnBadRow onBadRow, Preflight<Labelled> preflight) implements ExampleRows<LabelledTokens, TokenRow> {
    @Override public Set<Goal> goals() {
        return Set.of(Goal.TEXT);
    }

    @Override public Function<Example, Labelled> labeller(Optional<ChatTemplate> template) {
        return new Labeller(tokenizer, template, sft.labels())::label;
    }

    @Override public LabelledRows<LabelledTokens> read(Dataset dataset, Optional<ChatTemplate> template) {
        return LabelledRows.read(dataset, labeller(template), onBadRow, preflight);
    }

    @Override public List<Finding> findings() {
        return preflight.findings();
    }

    @Override public List<TokenRow> examples(List<LabelledTokens> rows, boolean evaluation) {
        return sft.rows(rows, evaluation ? sft.packsEvaluation() : sft.packing());
    }

    @Override public List<Integer> rowsOf(TokenRow example, int index) {
        return example.pieces().stream().map(Piece::example).toList();
    }

    @Override public List<LabelledTokens> sequences(LabelledTokens row) {
        return List.of(row);
    }
}
