package dev.hone.reward;

import dev.hone.settings.GivenSetting;
import dev.hone.settings.Nearest;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// What a run file can name, each with arguments of its own.
/// @param kind    how messages call one, such as reward
/// @param entries by letter
public record Catalogue<T>(String kind, List<Entry<?, T>> entries) {
    /// @param arguments a record of settings
    /// @param maker     makes what is named of its arguments
    public record Entry<A extends Record, T>(String name, Class<A> arguments, Function<A, T> maker) {
        private T make(String where, List<GivenSetting> given) {
            return maker.apply(new SettingsReader(where, List.of(arguments)).read(RunFile.NONE, given).of(arguments));
        }
    }

    /// @throws UserError when there is none of this name, or its arguments are wrong
    public T of(String name, Map<String, JsonNode> arguments) {
        Entry<?, T> entry = entries.stream().filter(known -> known.name.equals(name)).findFirst().orElseThrow(() -> new UserError(
                "the " + kind + "'s name is \"" + name + "\"; the " + kind + "s are " + String.join(", ", names()) + Nearest.hint(name, names())));
        String where = kind + " " + name;
        return entry.make(where, arguments.entrySet().stream().map(argument -> new GivenSetting(argument.getKey(), argument.getValue(), where)).toList());
    }

    /// All names, by letter.
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }
}
