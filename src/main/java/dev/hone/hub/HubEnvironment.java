package dev.hone.hub;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The environment variables and the home folder that the hub's settings come from; tests hand in their own.
public record HubEnvironment(Map<String, String> variables, Path home) {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    public HubEnvironment {
        variables = Map.copyOf(variables);
    }

    /// That of this process. `HOME` goes before Java's `user.home`, which ignores it, because Python's tools go by `HOME`.
    public static HubEnvironment ofProcess() {
        Map<String, String> variables = System.getenv();
        String home = variables.getOrDefault("HOME", "");
        return new HubEnvironment(variables, Path.of(home.isBlank() ? System.getProperty("user.home") : home));
    }

    /// The same with one variable set otherwise.
    public HubEnvironment with(String name, String value) {
        Map<String, String> changed = new HashMap<>(variables);
        changed.put(name, value);
        return new HubEnvironment(changed, home);
    }

    /// The first of these variables that is set; a blank one counts as unset.
    Optional<String> first(String... names) {
        for (String name : names) {
            String value = variables.getOrDefault(name, "");
            if (!value.isBlank()) return Optional.of(value.strip());
        }
        return Optional.empty();
    }

    /// True for 1, ON, YES and TRUE in any case, as in Python's huggingface_hub.
    boolean isTrue(String... names) {
        return first(names).map(value -> TRUE.contains(value.toUpperCase(Locale.ROOT))).orElse(false);
    }

    /// The folder a variable names, with a leading `~` and `$NAME` filled in.
    Optional<Path> folder(String... names) {
        return first(names).map(this::expand);
    }

    private Path expand(String text) {
        String filled = VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(1) == null ? found.group(2) : found.group(1);
            return Matcher.quoteReplacement(variables.getOrDefault(name, found.group()));
        });
        if (filled.equals("~")) return home;
        return (filled.startsWith("~/") ? home.resolve(filled.substring(2)) : Path.of(filled)).toAbsolutePath();
    }
}
