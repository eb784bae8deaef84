import dev.hone.reward.Reward;
import dev.hone.reward.RewardRequest;
import java.util.List;

/// The reward of TRL's side: 1 where the answer has the right digits, less a little for its length.
public final class Digits implements Reward {
    @Override public double[] score(List<RewardRequest> answers) {
        return answers.stream().mapToDouble(Digits::score).toArray();
    }

    private static double score(RewardRequest answer) {
        String text = answer.answer();
        return (text.contains(answer.column("answer").asString()) ? 1 : 0) - text.length() / 10_000.0;
    }
}
