import dev.hone.reward.Reward;
import dev.hone.reward.RewardRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// 1 for an answer whose last number is the right one, 0 for any other.
public final class RightResult implements Reward {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");

    @Override public double[] score(List<RewardRequest> answers) {
        return answers.stream().mapToDouble(answer -> last(answer.answer()).equals(answer.column("answer").asString()) ? 1 : 0).toArray();
    }

    private static String last(String answer) {
        String last = "";
        for (Matcher numbers = NUMBER.matcher(answer); numbers.find(); ) last = numbers.group();
        return last;
    }
}
