package dev.hone.cli;

import dev.hone.algorithm.grpo.GrpoSettings;
import dev.hone.algorithm.grpo.RecordedRollouts;
import dev.hone.algorithm.grpo.Rollouts;
import dev.hone.data.DataSettings;
import dev.hone.model.TokenLearner;
import dev.hone.settings.Settings;
import dev.hone.token.LabelledRollout;
import dev.hone.token.RolloutLabeller;
import dev.hone.token.TokenRollout;
import dev.hone.train.Preflight;

/// Answers that were recorded: the way to reproduce a step.
final class ReplaySource implements RolloutSource<TokenRollout> {
    private final GrpoSettings grpo;
    private final TrainedModel model;
    private final PromptRows<TokenRollout, LabelledRollout> rows;

    ReplaySource(Settings settings, TrainedModel model) {
        this.grpo = settings.of(GrpoSettings.class);
        this.model = model;
        this.rows = new PromptRows<>(_ -> new RolloutLabeller(model.tokenizer())::label, TokenRollout::sequence,
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
        return new RecordedRollouts(grpo, model.ends(grpo.eosToken()));
    }
}
