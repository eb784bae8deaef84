package dev.hone.data.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which split a file belongs to, told by its name and its folders' as the `datasets` library does.
final class SplitNames {
    static final String TRAIN = "train";

    /// A shard says its split itself, whatever it is called: `train_sft-00000-of-00002.parquet`.
    private static final Pattern SHARD = Pattern.compile("(\\w+(?:\\.\\w+)*)-\\d{5}-of-\\d{5}.*");
    /// The words for the usual splits, each under its usual name.
    private static final Map<String, List<String>> WORDS = Map.of(
            "test", List.of("test", "testing", "eval", "evaluation"),
            TRAIN, List.of("train", "training"),
            "validation", List.of("validation", "valid", "val", "dev"));

    private SplitNames() {}

    /// @param file a path inside the data set, with `/`
    static Optional<String> of(String file) {
        String[] parts = file.split("/");
        Matcher shard = SHARD.matcher(parts[parts.length - 1]);
        if (shard.matches()) return Optional.of(shard.group(1));
        for (int i = parts.length - 1; i >= 0; i--) {
            Optional<String> split = word(parts[i]);
            if (split.isPresent()) return split;
        }
        return Optional.empty();
    }

    /// The usual name of a split that goes by several: `validation` for `dev`.
    static String usual(String split) {
        return WORDS.entrySet().stream().filter(entry -> entry.getValue().contains(split)).map(Map.Entry::getKey).findFirst().orElse(split);
    }

    /// The split whose word stands in a name, set off by anything but a letter. The first one counts.
    private static Optional<String> word(String name) {
        for (String word : name.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
            if (!usual(word).equals(word) || WORDS.containsKey(word)) return Optional.of(usual(word));
        return Optional.empty();
    }
}
