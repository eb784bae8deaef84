package dev.hone.cli.rollout;

import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.cli.run.TrainedModel;
import dev.hone.data.DataSettings;
import dev.hone.model.TokenLearner;
import dev.hone.settings.Settings;
import dev.hone.token.LabelledRollout;
import dev.hone.token.RolloutLabeller;
import dev.hone.token.TokenRollout;
import dev.hone.train.Preflight;

/// Answers that were recorded: the way to reproduce a step.
final class ReplaySource implements RolloutSource<TokenRollout> {
    private final PromptRows<TokenRollout, LabelledRollout> rows;
    private final Rollouts<TokenRollout> rollouts;

    /// @param needsRewards whether advantages are no help in their place
    ReplaySource(Settings settings, TrainedModel model, boolean needsRewards, Rollouts<TokenRollout> rollouts) {
        this.rollouts = rollouts;
        this.rows = new PromptRows<>(_ -> new RolloutLabeller(model.tokenizer(), needsRewards)::label, TokenRollout::sequence,
                settings.of(DataSettings.class).onBadRow(), Preflight.ofRollouts());
    }

    @Override public PromptRows<TokenRollout, LabelledRollout> rows() {
        return rows;
    }

    @Override public int perGeneration(int answers) {
        return answers;
    }

    @Override public int length(TokenRollout row) {
        return row.length();
    }

    @Override public Rollouts<TokenRollout> rollouts(TokenLearner learner) {
        return rollouts;
    }
}
