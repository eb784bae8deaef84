package dev.hone.cli.train;

import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.dpo.KtoSettings;
import dev.hone.algorithm.reward.RewardTrainingSettings;
import dev.hone.cli.run.RowByRow;
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
import dev.hone.token.PairLabeller;
import dev.hone.token.TokenPair;
import dev.hone.token.TokenVerdict;
import dev.hone.token.Tokenizer;
import dev.hone.token.VerdictLabeller;
import dev.hone.token.WholePairLabeller;
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
public record JudgedRows<X extends Learnable, O extends Outcome<X>>(Set<Goal> goals, Function<Optional<ChatTemplate>, Function<Example, O>> labelling,
        OnBadRow onBadRow, Preflight<O> preflight, Function<X, List<LabelledTokens>> sequences) implements ExampleRows<X, X>, RowByRow<X> {
    /// For losses over pairs.
    /// @param ends the tokens that end an answer
    public static JudgedRows<TokenPair, LabelledPair> ofPairs(Tokenizer tokenizer, DpoSettings dpo, OnBadRow onBadRow, Set<Integer> ends) {
        return ofPairs(template -> new PairLabeller(tokenizer, template, dpo.pairs())::label, onBadRow, Preflight.ofPairs(tokenizer, ends));
    }

    /// For reward models, which judge an answer with its prompt as a whole.
    /// @param ends as in [#ofPairs]
    public static JudgedRows<TokenPair, LabelledPair> ofWholePairs(Tokenizer tokenizer, RewardTrainingSettings reward, OnBadRow onBadRow, Set<Integer> ends) {
        return ofPairs(template -> new WholePairLabeller(tokenizer, template, reward.pairs())::label, onBadRow, Preflight.ofWholePairs(tokenizer, ends));
    }

    private static JudgedRows<TokenPair, LabelledPair> ofPairs(Function<Optional<ChatTemplate>, Function<Example, LabelledPair>> labelling, OnBadRow onBadRow,
            Preflight<LabelledPair> preflight) {
        return new JudgedRows<>(Set.of(Goal.PREFERENCE), labelling, onBadRow, preflight, pair -> List.of(pair.chosen().sequence(), pair.rejected().sequence()));
    }

    /// For losses over answers that are judged one by one: rows with an answer that is good or bad, or with one of each.
    /// @param ends as in [#ofPairs]
    public static JudgedRows<TokenVerdict, LabelledVerdicts> ofVerdicts(Tokenizer tokenizer, DpoSettings dpo, KtoSettings kto, OnBadRow onBadRow, Set<Integer> ends) {
        return new JudgedRows<>(Set.of(Goal.VERDICT, Goal.PREFERENCE), template -> new VerdictLabeller(tokenizer, template, dpo.pairs())::label, onBadRow,
                Preflight.ofVerdicts(tokenizer, ends, kto.desirableWeight(), kto.undesirableWeight()), verdict -> List.of(verdict.answer().sequence()));
    }

    @Override public Function<Example, O> labeller(Optional<ChatTemplate> template) {
        return labelling.apply(template);
    }

    @Override public LabelledRows<X> read(Dataset dataset, Optional<ChatTemplate> template) {
        return LabelledRows.read(dataset, labeller(template), onBadRow, preflight);
    }

    @Override public List<Finding> findings() {
        return preflight.findings();
    }

    @Override public List<LabelledTokens> sequences(X row) {
        return sequences.apply(row);
    }
}
