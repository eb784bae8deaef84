package dev.hone.reward;

import dev.hone.settings.UserError;
import java.time.Duration;
import java.util.List;

/// The catalogue of rewards.
public final class Rewards {
    private static final Catalogue<Reward> ALL = new Catalogue<>("reward", List.of(
            new Catalogue.Entry<>("code", CodeReward.Arguments.class, CodeReward::of),
            new Catalogue.Entry<>("endpoint", EndpointReward.Arguments.class, EndpointReward::new),
            new Catalogue.Entry<>("environment", EnvironmentReward.Arguments.class, _ -> new EnvironmentReward()),
            new Catalogue.Entry<>("format", FormatReward.Arguments.class, FormatReward::of),
            new Catalogue.Entry<>("java", JavaReward.Arguments.class, JavaReward::of),
            new Catalogue.Entry<>("judge", JudgeReward.Arguments.class, JudgeReward::new),
            new Catalogue.Entry<>("length", LengthReward.Arguments.class, LengthReward::of),
            new Catalogue.Entry<>("math", MathReward.Arguments.class, MathReward::of),
            new Catalogue.Entry<>("program", ProgramReward.Arguments.class, arguments -> new ProgramReward(arguments.command())),
            new Catalogue.Entry<>("repetition", RepetitionReward.Arguments.class, RepetitionReward::of),
            new Catalogue.Entry<>("reward_model", ModelReward.Arguments.class, ModelReward::new),
            new Catalogue.Entry<>("soft_overlong", OverlongReward.Arguments.class, OverlongReward::of)));

    private Rewards() {}

    /// The reward that a run file asks for.
    /// @throws UserError when there is none of this name, or its arguments are wrong
    public static WeightedReward of(RewardSettings settings) {
        Reward reward = ALL.of(settings.name(), settings.arguments());
        return new WeightedReward(settings.name(), settings.weight(), Duration.ofNanos((long) (settings.deadline() * 1e9)), reward);
    }

    /// The names of all rewards, by letter.
    public static List<String> names() {
        return ALL.names();
    }
}
