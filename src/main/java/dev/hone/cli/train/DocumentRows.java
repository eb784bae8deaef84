package dev.hone.cli.train;

import dev.hone.algorithm.sft.PretrainSettings;
import dev.hone.batch.PackingStrategy.Piece;
import dev.hone.batch.TokenRow;
import dev.hone.cli.run.JobRows;
import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Example;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.settings.UserError;
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

/// Rows that are documents, joined by EOS tokens and cut into full blocks.
record DocumentRows(Tokenizer tokenizer, PretrainSettings pretrain, OnBadRow onBadRow, Preflight<Labelled> preflight) implements JobRows<LabelledTokens, TokenRow> {
    @Override public Set<Goal> goals() {
        return Set.of(Goal.TEXT);
    }

    @Override public LabelledRows<LabelledTokens> read(Dataset dataset, Optional<ChatTemplate> template) {
        var labeller = new Labeller(tokenizer, Optional.empty(), pretrain.labels());
        return LabelledRows.read(dataset, example -> document(example, labeller), onBadRow, preflight);
    }

    private static Labelled document(Example example, Labeller labeller) {
        if (example instanceof Example.Text || example instanceof Example.Ids) return labeller.label(example);
        throw new UserError("is no plain text; hone pretrain takes rows with text or input_ids, and hone sft learns from answers to prompts");
    }

    @Override public List<Finding> findings() {
        return preflight.findings();
    }

    @Override public List<TokenRow> examples(List<LabelledTokens> rows, boolean evaluation) {
        return TokenRow.blocks(rows, pretrain.maxLength());
    }

    @Override public List<Integer> rowsOf(TokenRow example, int index) {
        return example.pieces().stream().map(Piece::example).toList();
    }

    @Override public List<LabelledTokens> sequences(LabelledTokens row) {
        return List.of(row);
    }
}
