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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The files of a data set by split. In a folder the README says the splits, or else the names of files and folders, as on
/// the hub; where neither does, all files are `train`. A file that was named itself is every split.
/// @param name     as the user wrote it
/// @param anySplit whether the only split goes by any name
record DatasetFiles(String name, Map<String, List<DataFile>> bySplit, boolean anySplit) {
    /// @param place  the file or folder
    /// @param name   as the user wrote it
    /// @param config the configuration, or null for the only one
    static DatasetFiles at(Path place, String name, String config) {
        if (Files.isDirectory(place)) return new DatasetFiles(name, splits(place, name, config), false);
        if (config != null) throw new UserError("dataset_config is " + config + ", but " + name + " is a file; only a folder has configurations");
        return new DatasetFiles(name, Map.of(SplitNames.TRAIN, List.of(new DataFile(place, place.getFileName().toString(), name))), true);
    }

    /// The same files for somebody who has one purpose for them: where there is one split, it goes by any name.
    DatasetFiles forOnePurpose() {
        return new DatasetFiles(name, bySplit, bySplit.size() == 1);
    }

    private static Map<String, List<DataFile>> splits(Path place, String name, String config) {
        List<DataFile> files = files(place, name);
        DatasetCard card = DatasetCard.in(place);
        if (config == null && card.configs().isEmpty()) return byNames(files, "");
        if (config == null) return byCard(files, card.main().orElseThrow(() -> new UserError(name
                + ": has several configurations; choose one with dataset_config: " + card.names())));
        if (card.configs().containsKey(config)) return byCard(files, card.configs().get(config));
        for (String folder : List.of(config + "/", "data/" + config + "/"))
            if (files.stream().anyMatch(file -> file.place().startsWith(folder))) return byNames(files, folder);
        Set<String> known = new TreeSet<>(card.configs().keySet());
        for (DataFile file : files) if (file.place().contains("/")) known.add(file.place().substring(0, file.place().indexOf('/')));
        throw new UserError(name + ": has no configuration or folder " + config + ", which dataset_config names; it has "
                + String.join(", ", known) + Nearest.hint(config, known));
    }

    private static Map<String, List<DataFile>> byCard(List<DataFile> files, DatasetCard.Config config) {
        return config.bySplit().isEmpty() ? byNames(files, config.folder()) : config.split(files);
    }

    /// @param folder where to look, with a `/` at the end; "" for everywhere
    private static Map<String, List<DataFile>> byNames(List<DataFile> files, String folder) {
        List<DataFile> inside = files.stream().filter(file -> file.place().startsWith(folder)).toList();
        Map<String, List<DataFile>> bySplit = new TreeMap<>();
        for (DataFile file : inside) {
            Optional<String> split = SplitNames.of(file.place().substring(folder.length()));
            split.ifPresent(known -> bySplit.computeIfAbsent(known, _ -> new ArrayList<>()).add(file));
        }
        return bySplit.isEmpty() ? Map.of(SplitNames.TRAIN, inside) : bySplit;
    }

    private static List<DataFile> files(Path folder, String name) {
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> inside = all.filter(Files::isRegularFile).sorted().toList();
            List<DataFile> known = inside.stream().map(file -> file(file, folder, name)).toList();
            List<DataFile> rows = known.stream().filter(file -> FileChoice.isRows(file.place())).toList();
            if (!rows.isEmpty()) return rows;
            // beside rows, a text file is a note or a licence
            List<DataFile> texts = known.stream().filter(file -> Sources.ending(file.place()).equals("txt")).toList();
            if (!texts.isEmpty()) return texts;
            boolean arrow = inside.stream().anyMatch(file -> file.toString().endsWith(".arrow"));
            throw new UserError(name + ": has no file of rows; the kinds are ." + String.join(", .", Sources.endings()) + (arrow
                    ? ". It holds Arrow files, as save_to_disk writes them; write the data set with to_parquet or to_json instead" : ""));
        } catch (IOException | UncheckedIOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
    }

    private static DataFile file(Path file, Path folder, String name) {
        String place = folder.relativize(file).toString().replace('\\', '/');
        return new DataFile(file, place, (name.endsWith("/") ? name : name + "/") + place);
    }

    /// The files of a split, in the order of their names.
    List<DataFile> of(String split) {
        List<DataFile> files = anySplit ? bySplit.values().iterator().next()
                : bySplit.getOrDefault(split, bySplit.getOrDefault(SplitNames.usual(split), List.of()));
        if (files.isEmpty()) throw new UserError(name + ": has no split " + split + "; its splits are " + String.join(", ", bySplit.keySet())
                + Nearest.hint(split, bySplit.keySet()));
        Set<String> kinds = new TreeSet<>();
        for (DataFile file : files) kinds.add(Sources.ending(file.place()));
        if (kinds.size() > 1) throw new UserError(name + ": the split " + split + " has files of several kinds (" + String.join(", ", kinds)
                + "), probably the same rows twice; name a file or a folder with one kind");
        return files;
    }
}
