package dev.hone.data.dataset;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What the README of a hub's data set says about its files, in the YAML between its first two lines `---`: the
/// configurations, and which files belong to which of their splits.
record DatasetCard(Map<String, Config> configs) {
    private static final YAMLMapper YAML = new YAMLMapper();

    /// @param isMain  whether it is the one to take where none is asked for
    /// @param folder  where its files are, with a `/` at the end; "" for anywhere
    /// @param bySplit patterns of files, or empty where the files' names say the split
    record Config(boolean isMain, String folder, Map<String, List<String>> bySplit) {
        /// The files of each split.
        Map<String, List<DataFile>> split(List<DataFile> files) {
            Map<String, List<DataFile>> found = new LinkedHashMap<>();
            bySplit.forEach((split, patterns) -> found.put(split, files.stream().filter(file -> matchesAny(patterns, file.place())).toList()));
            return found;
        }

        private boolean matchesAny(List<String> patterns, String file) {
            return patterns.stream().anyMatch(pattern -> matches(folder + pattern, file));
        }
    }

    /// As fsspec matches: `**/` also stands for no folder at all, and a folder for all that is in it.
    static boolean matches(String pattern, String file) {
        if (file.startsWith(pattern.endsWith("/") ? pattern : pattern + "/")) return true;
        var files = FileSystems.getDefault();
        try {
            return files.getPathMatcher("glob:" + pattern).matches(Path.of(file))
                    || files.getPathMatcher("glob:" + pattern.replace("**/", "")).matches(Path.of(file));
        } catch (PatternSyntaxException e) {
            throw new UserError("README.md: the pattern " + pattern + " of data_files cannot be read: " + e.getDescription(), e);
        }
    }

    /// The card in a data set's folder; without configurations where there is none, or none that can be read.
    static DatasetCard in(Path folder) {
        Path readme = folder.resolve("README.md");
        if (!Files.isRegularFile(readme)) return new DatasetCard(Map.of());
        try {
            // any bytes: the README may be in another encoding, and only its ASCII words count
            String[] parts = Files.readString(readme, StandardCharsets.ISO_8859_1).split("(?m)^---\\s*$", 3);
            if (parts.length < 3 || !parts[0].isBlank()) return new DatasetCard(Map.of());
            return of(YAML.readTree(parts[1]));
        } catch (IOException | JacksonException noCard) {
            // the names of the files say what they are
            return new DatasetCard(Map.of());
        }
    }

    private static DatasetCard of(JsonNode yaml) {
        Map<String, Config> configs = new LinkedHashMap<>();
        for (JsonNode config : yaml.path("configs")) {
            String name = config.path("config_name").asString(""), folder = config.path("data_dir").asString("");
            boolean isMain = name.equals("default") || config.path("default").asBoolean(false);
            configs.put(name, new Config(isMain, folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/", patterns(config.path("data_files"))));
        }
        return new DatasetCard(configs);
    }

    /// A pattern or a list of them for `train`, or a list of `split` and `path`, which is one or several patterns.
    private static Map<String, List<String>> patterns(JsonNode files) {
        Map<String, List<String>> bySplit = new LinkedHashMap<>();
        for (JsonNode one : files.isArray() ? files : List.of(files)) {
            JsonNode path = one.isObject() ? one.path("path") : one;
            String split = one.isObject() ? one.path("split").asString("") : SplitNames.TRAIN;
            for (JsonNode pattern : path.isArray() ? path : List.of(path))
                if (pattern.isString()) bySplit.computeIfAbsent(split, _ -> new ArrayList<>()).add(pattern.asString());
        }
        return bySplit;
    }

    /// The configuration that is taken where none is asked for; empty where the user has to choose.
    Optional<Config> main() {
        if (configs.size() == 1) return configs.values().stream().findFirst();
        return configs.values().stream().filter(Config::isMain).findFirst();
    }

    String names() {
        return String.join(", ", new TreeSet<>(configs.keySet()));
    }
}
