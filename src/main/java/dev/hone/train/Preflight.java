package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.settings.UserError;
import dev.hone.token.Labelled;
import dev.hone.token.LabelledPair;
import dev.hone.token.LabelledPrompt;
import dev.hone.token.LabelledRollout;
import dev.hone.token.LabelledVerdicts;
import dev.hone.token.Outcome;
import dev.hone.token.Tokenizer;
import dev.hone.train.Finding.Severity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The checks before the first step: each sees every row once, keeps only counts, and says what would make the run
/// a waste of time, such as an end of turn that is never learned, so that the model never stops.
/// @param <L> what rows became
public final class Preflight<L extends Outcome<?>> {
    private static final String KEEP_ANSWERS = "look at them with hone show data; a longer max_length keeps answers";

    private final List<Check<? super L>> checks;

    private Preflight(List<Check<? super L>> checks) {
        this.checks = checks;
    }

    /// For examples that are imitated.
    /// @param ends the tokens that end an answer when the trained model generates: the EOS token, and what generation_config.json adds
    public static Preflight<Labelled> ofTexts(Tokenizer tokenizer, Set<Integer> ends) {
        return new Preflight<>(List.of(new EndCheck(tokenizer, ends), new BeginningCheck(tokenizer), new PromptCheck(), new AccountCheck(
                "look at them with hone show tokens; a longer max_length keeps answers, and assistant_only_loss needs messages of the assistant")));
    }

    /// For pairs of a better and a worse answer that a policy learns from.
    /// @param ends as in [#ofTexts]
    public static Preflight<LabelledPair> ofPairs(Tokenizer tokenizer, Set<Integer> ends) {
        return new Preflight<>(List.of(new EndCheck(tokenizer, ends), new BeginningCheck(tokenizer), new PromptCheck(), new RoleCheck(), new RepeatedPromptCheck(),
                new UnequalEndsCheck(ends), new ScoreCheck(), new LengthCheck("balance the pairs, or take a loss in which length counts less: "
                        + "loss_type sigmoid_norm, ipo or simpo, or ld_alpha below 1"), new AccountCheck(KEEP_ANSWERS)));
    }

    /// For pairs that a reward model learns from, which writes no answers itself.
    /// @param ends as in [#ofTexts]
    public static Preflight<LabelledPair> ofWholePairs(Tokenizer tokenizer, Set<Integer> ends) {
        return new Preflight<>(List.of(new BeginningCheck(tokenizer), new RoleCheck(), new RepeatedPromptCheck(), new UnequalEndsCheck(ends), new ScoreCheck(),
                new LengthCheck("balance the pairs by length"), new AccountCheck(KEEP_ANSWERS)));
    }

    /// For answers that are good or not.
    /// @param ends       as in [#ofTexts]
    /// @param goodWeight what the loss of a good answer is multiplied by: TRL's `desirable_weight`
    /// @param badWeight  likewise of a bad one: `undesirable_weight`
    public static Preflight<LabelledVerdicts> ofVerdicts(Tokenizer tokenizer, Set<Integer> ends, double goodWeight, double badWeight) {
        return new Preflight<>(List.of(new EndCheck(tokenizer, ends), new BeginningCheck(tokenizer), new PromptCheck(), new RoleCheck(),
                new VerdictCheck(goodWeight, badWeight), new AccountCheck(KEEP_ANSWERS)));
    }

    /// For prompts that a policy answers.
    public static Preflight<LabelledPrompt> ofPrompts(Tokenizer tokenizer) {
        return new Preflight<>(List.of(new BeginningCheck(tokenizer), new AccountCheck("look at them with hone show data; a longer max_prompt_length keeps prompts")));
    }

    /// For answers that were recorded.
    public static Preflight<LabelledRollout> ofRollouts() {
        return new Preflight<>(List.of(new AccountCheck("look at the file")));
    }

    /// Takes note of a row.
    public void see(Item.Sample row, L outcome) {
        checks.forEach(check -> check.see(row, outcome));
    }

    /// What was found so far, the refusals first.
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        checks.forEach(check -> findings.addAll(check.findings()));
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }

    /// @throws UserError when one of the findings refuses the run
    public static void stopAt(List<Finding> findings) {
        List<Finding> refusals = findings.stream().filter(finding -> finding.severity() == Severity.REFUSE).toList();
        if (!refusals.isEmpty()) throw new UserError(refusals.stream().map(Finding::toString).collect(Collectors.joining(". "))
                + ". --force starts the run all the same");
    }
}
