package dev.hone.cli.curate;

import dev.hone.curate.BestAndWorst;
import dev.hone.curate.Correction;
import dev.hone.curate.OwnAnswer;
import dev.hone.curate.PairOutcome;
import dev.hone.curate.Template;
import dev.hone.reward.RewardModel;
import dev.hone.reward.RewardRequest;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.RewardScores;
import dev.hone.settings.UserError;
import java.util.List;

/// Makes a pair of what a model has answered to a prompt.
interface PairMaker {
    /// @param answers at least one
    PairOutcome make(PromptRow row, List<OwnAnswer> answers);

    /// The first answer, and what rules make of it.
    static PairMaker correcting(Correction rules) {
        return (_, answers) -> rules.of(answers.getFirst().text());
    }

    /// What should have been said, before the first answer.
    static PairMaker better(Template wanted) {
        return (row, answers) -> PairOutcome.ofDifferent(filled(wanted, row), answers.getFirst().text());
    }

    /// The first answer, before what should not be said.
    static PairMaker worse(Template unwanted) {
        return (row, answers) -> PairOutcome.ofDifferent(answers.getFirst().text(), filled(unwanted, row));
    }

    private static String filled(Template template, PromptRow row) {
        try {
            return template.filledFrom(row.columns());
        } catch (UserError e) {
            throw row.row().wrong(e.getMessage());
        }
    }

    /// The best and the worst by rewards.
    static PairMaker judging(BestAndWorst choice, RewardRunner judges) {
        return (row, answers) -> choice.of(answers, RewardScores.weightedSums(judges.score(answers.stream()
                .map(answer -> new RewardRequest(row.prompt(), answer.text(), answer.tokens(), row.columns())).toList())));
    }

    /// The best and the worst by a reward model.
    static PairMaker judging(BestAndWorst choice, RewardModel judge) {
        return (row, answers) -> choice.of(answers, judge.scores(answers.stream().map(answer -> judge.tokens(row.with(answer.text()))).toList()));
    }
}
