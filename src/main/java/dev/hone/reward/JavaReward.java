package dev.hone.reward;

import dev.hone.settings.Help;

/// A class of the user's own that implements [Reward]; see [OwnClass].
final class JavaReward {
    record Arguments(
            @Help("a class on the class path, with its package") String className,
            @Help("a source file with a public class that implements dev.hone.reward.Reward") String source) {}

    private JavaReward() {}

    static Reward of(Arguments arguments) {
        return OwnClass.of(Reward.class, arguments.className, arguments.source).make();
    }
}
