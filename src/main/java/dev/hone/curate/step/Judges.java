package dev.hone.curate.step;

import dev.hone.reward.RewardRequest;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.RewardScores;
import dev.hone.reward.RewardSettings;
import dev.hone.reward.Rewards;
import dev.hone.reward.Score;
import dev.hone.settings.UserError;
import java.util.List;

/// Rewards that judge answers for a step. Where one breaks down, such as a server that is not there, the run stops: to go on would
/// drop good rows for no fault of theirs.
record Judges(RewardRunner rewards) implements AutoCloseable {
    static Judges of(List<RewardSettings> settings) {
        return new Judges(new RewardRunner(settings.stream().map(Rewards::of).toList()));
    }

    /// @param places of the answers' rows, for messages
    /// @return the weighted sum of rewards of each answer; NaN for one that no reward can judge
    double[] scores(List<String> places, List<RewardRequest> answers) {
        List<RewardScores> scores = rewards.score(answers);
        for (RewardScores reward : scores) for (int i = 0; i < answers.size(); i++) if (reward.scores().get(i) instanceof Score.Failed(String reason))
            throw new UserError(places.get(i) + ": the reward " + reward.name() + " failed: " + reason + "; mend that and start the run again");
        return RewardScores.weightedSums(scores);
    }

    @Override public void close() {
        rewards.close();
    }
}
