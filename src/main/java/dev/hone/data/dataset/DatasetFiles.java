package dev.hone.data.dataset;

import dev.hone.data.source.Sources;
import dev.hone.hub.FileChoice;
import dev.hone.settings.Nearest;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The files of a data set by split. In a folder the names of files and folders say the split, as on the hub; where none
/// does, all files are `train`. A file that was named itself is every split.
final class DatasetFiles {
    private final String name;
    private final DataFile single;
    private final Map<String, List<DataFile>> bySplit;

    private DatasetFiles(String name, DataFile single, Map<String, List<DataFile>> bySplit) {
        this.name = name;
        this.single = single;
        this.bySplit = bySplit;
    }

    /// @param place  the file or folder
    /// @param name   as the user wrote it
    /// @param config the folder to look in, or null for the whole
    static DatasetFiles at(Path place, String name, String config) {
        if (Files.isDirectory(place)) return inFolder(config == null ? place : configFolder(place, name, config), name);
        if (config != null) throw new UserError("dataset_config is " + config + ", but " + name + " is a file; only a folder has configurations");
        return new DatasetFiles(name, new DataFile(place, name), Map.of());
    }

    private static Path configFolder(Path place, String name, String config) {
        for (Path folder : List.of(place.resolve(config), place.resolve("data").resolve(config)))
            if (Files.isDirectory(folder) && folder.normalize().startsWith(place.normalize())) return folder;
        try (Stream<Path> inside = Files.list(place)) {
            List<String> folders = inside.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                    .filter(folder -> !folder.startsWith(".")).sorted().toList();
            throw new UserError(name + ": has no folder " + config + ", which dataset_config names; its folders are " + String.join(", ", folders)
                    + Nearest.hint(config, folders));
        } catch (IOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
    }

    private static DatasetFiles inFolder(Path folder, String name) {
        List<DataFile> files = files(folder, name);
        Map<String, List<DataFile>> bySplit = new TreeMap<>();
        for (DataFile file : files) SplitNames.of(file.name()).ifPresent(split -> bySplit.computeIfAbsent(split, _ -> new ArrayList<>()).add(file));
        if (bySplit.isEmpty()) bySplit.put(SplitNames.TRAIN, files);
        return new DatasetFiles(name, null, bySplit);
    }

    private static List<DataFile> files(Path folder, String name) {
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> inside = all.filter(Files::isRegularFile).sorted().toList();
            List<DataFile> rows = inside.stream().map(file -> new DataFile(file, folder.relativize(file).toString().replace('\\', '/')))
                    .filter(file -> FileChoice.isRows(file.name())).toList();
            if (!rows.isEmpty()) return rows;
            boolean arrow = inside.stream().anyMatch(file -> file.toString().endsWith(".arrow"));
            throw new UserError(name + ": has no file of rows; the kinds are ." + String.join(", .", Sources.endings()) + (arrow
                    ? ". It holds Arrow files, as save_to_disk writes them; write the data set with to_parquet or to_json instead" : ""));
        } catch (IOException | UncheckedIOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
    }

    /// The files of a split, in the order of their names.
    List<DataFile> of(String split) {
        if (single != null) return List.of(single);
        List<DataFile> files = bySplit.containsKey(split) ? bySplit.get(split) : bySplit.get(SplitNames.usual(split));
        if (files == null) throw new UserError(name + ": has no split " + split + "; its splits are " + String.join(", ", bySplit.keySet())
                + Nearest.hint(split, bySplit.keySet()));
        Set<String> kinds = new TreeSet<>();
        for (DataFile file : files) kinds.add(Sources.ending(file.name()));
        if (kinds.size() > 1) throw new UserError(name + ": the split " + split + " has files of several kinds (" + String.join(", ", kinds)
                + "), probably the same rows twice; name a file or a folder with one kind");
        return files;
    }

    Set<String> splits() {
        return bySplit.keySet();
    }
}
