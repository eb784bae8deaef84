package dev.hone.reward;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A class of the user's own that implements [Reward] and has a constructor without parameters: on the class path, or in a
/// single source file that is compiled in memory.
final class JavaReward {
    record Arguments(
            @Help("a class on the class path, with its package") String className,
            @Help("a source file with a public class that implements dev.hone.reward.Reward") String source) {
        Arguments {
            if ((className == null) == (source == null)) throw new UserError("class_name, source: expected one of them");
        }
    }

    private JavaReward() {}

    static Reward of(Arguments arguments) {
        return arguments.className != null ? made(named(arguments.className), arguments.className)
                : made(compiled(Path.of(arguments.source)), arguments.source);
    }

    private static Class<?> named(String className) {
        try {
            return Class.forName(className);
        } catch (ClassNotFoundException e) {
            throw new UserError("class_name is " + className + ", which is not on the class path", e);
        }
    }

    private static Class<?> compiled(Path source) {
        String text;
        try {
            text = Files.readString(source);
        } catch (IOException e) {
            throw new UserError("source is " + source + ", which cannot be read: " + e, e);
        }
        List<Class<?>> rewards = MemoryCompiler.classes(source, text).stream().<Class<?>>filter(Reward.class::isAssignableFrom).toList();
        if (rewards.size() != 1) throw new UserError("source is " + source + ", with " + rewards.size() + " classes that implement "
                + Reward.class.getName() + "; expected one");
        return rewards.getFirst();
    }

    private static Reward made(Class<?> type, String where) {
        if (!Reward.class.isAssignableFrom(type)) throw new UserError(where + " does not implement " + Reward.class.getName());
        try {
            return (Reward) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new UserError(where + " cannot be made: expected a public class with a public constructor without parameters (" + e + ")", e);
        }
    }
}
