package dev.hone.reward;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A class of the user's own, with a public constructor without parameters: on the class path, or in a single source file that is
/// compiled in memory.
/// @param <T> what it implements
public final class OwnClass<T> {
    private final Class<T> wanted;
    private final Class<?> type;
    private final String where;

    private OwnClass(Class<T> wanted, Class<?> type, String where) {
        this.wanted = wanted;
        this.type = type;
        this.where = where;
    }

    /// @param className on the class path, with its package; null where there is a source
    /// @param source    a file with one class that implements what is wanted; null where there is a class
    /// @throws UserError when there is none
    public static <T> OwnClass<T> of(Class<T> wanted, String className, String source) {
        if ((className == null) == (source == null)) throw new UserError("class_name, source: expected one of them");
        var own = className != null ? new OwnClass<>(wanted, named(className), className) : new OwnClass<>(wanted, compiled(wanted, Path.of(source)), source);
        if (!wanted.isAssignableFrom(own.type)) throw new UserError(own.where + " does not implement " + wanted.getName());
        return own;
    }

    private static Class<?> named(String className) {
        try {
            return Class.forName(className);
        } catch (ClassNotFoundException e) {
            throw new UserError("class_name is " + className + ", which is not on the class path", e);
        }
    }

    private static Class<?> compiled(Class<?> wanted, Path source) {
        String text;
        try {
            text = Files.readString(source);
        } catch (IOException e) {
            throw new UserError("source is " + source + ", which cannot be read: " + e, e);
        }
        List<Class<?>> all = MemoryCompiler.classes(source, text).stream().<Class<?>>filter(wanted::isAssignableFrom).toList();
        if (all.size() != 1) throw new UserError("source is " + source + ", with " + all.size() + " classes that implement " + wanted.getName() + "; expected one");
        return all.getFirst();
    }

    /// A new one.
    /// @throws UserError when it cannot be made
    public T make() {
        try {
            return wanted.cast(type.getConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new UserError(where + " cannot be made: expected a public class with a public constructor without parameters (" + e + ")", e);
        }
    }
}
