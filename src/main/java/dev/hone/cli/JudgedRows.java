package dev.hone.cli;

import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Example;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.token.ChatTemplate;
import dev.hone.token.LabelledPair;
import dev.hone.token.LabelledTokens;
import dev.hone.token.LabelledVerdicts;
import dev.hone.token.Learnable;
import dev.hone.token.Outcome;
import dev.hone.token.TokenPair;
import dev.hone.token.TokenVerdict;
import dev.hone.train.Finding;
import dev.hone.train.LabelledRows;
import dev.hone.train.Preflight;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Rows whose answers somebody has judged. A pair is one example, or two where each answer is judged by itself.
/// @param goals     what rows can be learned from
/// @param labelling makes, with a chat template, what makes tokens of an example
/// @param sequences of an example
record JudgedRows<X extends Learnable, O extends Outcome<X>>(Set<Goal> goals, Function<Optional<ChatTemplate>, Function<Example, O>> labelling,
        OnBadRow onBadRow, Preflight<O> preflight, Function<X, List<LabelledTokens>> sequences) implements JobRows<X, X> {
    /// Rows with a better and a worse answer.
    static JudgedRows<TokenPair, LabelledPair> ofPairs(Function<Optional<ChatTemplate>, Function<Example, LabelledPair>> labelling, OnBadRow onBadRow,
            Preflight<LabelledPair> preflight) {
        return new JudgedRows<>(Set.of(Goal.PREFERENCE), labelling, onBadRow, preflight, pair -> List.of(pair.chosen().sequence(), pair.rejected().sequence()));
    }

    /// Rows with an answer that is good or bad, or with one of each.
    static JudgedRows<TokenVerdict, LabelledVerdicts> ofVerdicts(Function<Optional<ChatTemplate>, Function<Example, LabelledVerdicts>> labelling, OnBadRow onBadRow,
            Preflight<LabelledVerdicts> preflight) {
        return new JudgedRows<>(Set.of(Goal.VERDICT, Goal.PREFERENCE), labelling, onBadRow, preflight, verdict -> List.of(verdict.answer().sequence()));
    }

    @Override public LabelledRows<X> read(Dataset dataset, Optional<ChatTemplate> template) {
        return LabelledRows.read(dataset, labelling.apply(template), onBadRow, preflight);
    }

    @Override public List<Finding> findings() {
        return preflight.findings();
    }

    @Override public List<X> examples(List<X> rows, boolean evaluation) {
        return rows;
    }

    @Override public List<Integer> rowsOf(X example, int index) {
        return List.of(index);
    }

    @Override public List<LabelledTokens> sequences(X row) {
        return sequences.apply(row);
    }
}
