package dev.hone.reward;

import dev.hone.settings.GivenSetting;
import dev.hone.settings.Nearest;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// The catalogue of rewards.
public final class Rewards {
    /// By letter.
    private static final List<Entry<?>> ALL = List.of(
            new Entry<>("code", CodeReward.Arguments.class, CodeReward::of),
            new Entry<>("endpoint", EndpointReward.Arguments.class, EndpointReward::new),
            new Entry<>("format", FormatReward.Arguments.class, FormatReward::of),
            new Entry<>("java", JavaReward.Arguments.class, JavaReward::of),
            new Entry<>("judge", JudgeReward.Arguments.class, JudgeReward::new),
            new Entry<>("length", LengthReward.Arguments.class, LengthReward::of),
            new Entry<>("math", MathReward.Arguments.class, MathReward::of),
            new Entry<>("program", ProgramReward.Arguments.class, arguments -> new ProgramReward(arguments.command())),
            new Entry<>("repetition", RepetitionReward.Arguments.class, RepetitionReward::of),
            new Entry<>("reward_model", ModelReward.Arguments.class, ModelReward::new),
            new Entry<>("soft_overlong", OverlongReward.Arguments.class, OverlongReward::of));

    private Rewards() {}

    /// The reward that a run file asks for.
    /// @throws UserError when there is none of this name, or its arguments are wrong
    public static WeightedReward of(RewardSettings settings) {
        Entry<?> entry = ALL.stream().filter(known -> known.name().equals(settings.name())).findFirst().orElseThrow(() -> new UserError(
                "the reward's name is \"" + settings.name() + "\"; the rewards are " + String.join(", ", names())
                + Nearest.hint(settings.name(), names())));
        return new WeightedReward(settings.name(), settings.weight(),
                Duration.ofNanos((long) (settings.deadline() * 1e9)), entry.make(settings));
    }

    /// The names of all rewards, by letter.
    public static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    /// @param arguments a settings record with a constant `DEFAULTS`
    private record Entry<A extends Record>(String name, Class<A> arguments, Function<A, Reward> maker) {
        Reward make(RewardSettings settings) {
            String where = "reward " + name;
            List<GivenSetting> given = settings.arguments().entrySet().stream()
                    .map(argument -> new GivenSetting(argument.getKey(), argument.getValue(), where)).toList();
            return maker.apply(new SettingsReader(where, List.of(arguments)).read(RunFile.NONE, given).of(arguments));
        }
    }
}
