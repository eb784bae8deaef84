package dev.hone.reward;

import java.util.List;

/// What the environment of a conversation says that it is worth.
final class EnvironmentReward implements Reward {
    record Arguments() {}

    @Override public double[] score(List<RewardRequest> answers) {
        return answers.stream().mapToDouble(answer -> score(answer.episode())).toArray();
    }

    private static double score(Episode episode) {
        if (episode == null) throw new IllegalStateException("the answer was given in no environment; name one with the setting environment");
        return switch (episode.score()) {
            case Score.Judged(double value) -> value;
            case Score.Abstained _ -> Double.NaN;
            case Score.Failed(String reason) -> throw new IllegalStateException(reason);
        };
    }
}
