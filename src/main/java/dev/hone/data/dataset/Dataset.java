package dev.hone.data.dataset;

import dev.hone.data.BadRow;
import dev.hone.data.DataSettings;
import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Example;
import dev.hone.data.MixturePart;
import dev.hone.data.Row;
import dev.hone.data.format.Format;
import dev.hone.data.format.Formats;
import dev.hone.data.format.Goal;
import dev.hone.data.source.RowReader;
import dev.hone.hub.Hub;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The rows that a run learns from or is evaluated on, as examples. Nothing is kept of a row once it was handed over, so
/// a data set may be larger than the memory; it can be read as often as wanted, always in the same order.
public final class Dataset {
    private final List<Part> parts;
    private final OnBadRow onBadRow;
    private final long seed;

    private Dataset(List<Part> parts, OnBadRow onBadRow, long seed) {
        this.parts = parts;
        this.onBadRow = onBadRow;
        this.seed = seed;
    }

    /// The rows to train on: `dataset_name` or the mixture of `datasets`.
    /// @param goals what the algorithm can learn from
    /// @param seed  decides which rows a weight with a fraction takes
    public static Dataset forTraining(DataSettings settings, Set<Goal> goals, Hub hub, long seed) {
        if (!settings.datasets().isEmpty()) return new Dataset(mixture(settings, goals, hub), settings.onBadRow(), seed);
        if (settings.datasetName() == null) throw new UserError("no data: dataset_name (or datasets) says what to train on, a file, a folder or a hub id");
        return open(settings, settings.datasetTrainSplit(), goals, hub, seed);
    }

    /// The rows to evaluate on: those of `eval_dataset`, or of the test split of `dataset_name`.
    public static Dataset forEvaluation(DataSettings settings, Set<Goal> goals, Hub hub) {
        if (settings.evalDataset() != null) {
            DatasetFiles files = DatasetFiles.at(hub.dataset(settings.evalDataset()), settings.evalDataset(), null).forOnePurpose();
            return whole(settings, files, settings.datasetTestSplit(), settings.evalDataset(), goals, 0);
        }
        if (settings.datasetName() == null) throw new UserError("no data to evaluate on: eval_dataset names it, a file, a folder or a hub id");
        return open(settings, settings.datasetTestSplit(), goals, hub, 0);
    }

    /// A split of `dataset_name`.
    /// @param split its name, also a slice: `train[:100]`
    public static Dataset open(DataSettings settings, String split, Set<Goal> goals, Hub hub, long seed) {
        String name = settings.datasetName();
        return whole(settings, DatasetFiles.at(hub.dataset(name), name, settings.datasetConfig()), split, name, goals, seed);
    }

    /// The rows of a split as they are, for somebody who knows their columns; to be closed.
    /// @param place  the file or folder
    /// @param name   as the user wrote it
    /// @param config the configuration, or null for the only one
    public static RowReader rows(Path place, String name, String config, String split) {
        return new SplitRows(DatasetFiles.at(place, name, config), SplitSlice.parse(split)).open();
    }

    private static Dataset whole(DataSettings settings, DatasetFiles files, String split, String name, Set<Goal> goals, long seed) {
        MixturePart only = new MixturePart(name, null, split, 1, List.of(), Map.of(), null);
        return new Dataset(List.of(part(settings, only, files, goals)), settings.onBadRow(), seed);
    }

    private static List<Part> mixture(DataSettings settings, Set<Goal> goals, Hub hub) {
        List<Part> parts = new ArrayList<>();
        for (MixturePart part : settings.datasets()) {
            if (part.path() == null) throw new UserError("an entry of datasets has no path; expected a file, a folder or a hub id");
            parts.add(part(settings, part, DatasetFiles.at(hub.dataset(part.path()), part.path(), part.name()), goals));
        }
        return parts;
    }

    /// Reads up to the first row that can be learned from, which says what the others are.
    private static Part part(DataSettings settings, MixturePart asked, DatasetFiles files, Set<Goal> goals) {
        SplitRows split = new SplitRows(files, SplitSlice.parse(asked.split()));
        String named = asked.format() == null ? settings.datasetFormat() : asked.format();
        try (RowReader rows = split.open()) {
            while (true) {
                try {
                    Row raw = rows.next();
                    if (raw == null) throw new UserError(asked.path() + ": has no rows in " + asked.split());
                    Columns columns = columns(settings, asked, raw);
                    Row first = columns.of(raw);
                    Format format = named == null ? Formats.of(first, goals) : Formats.named(named, goals);
                    Example example = format.read(first);
                    return new Part(asked.path(), split, columns, format, example.getClass(), Formats.style(example), asked.weight());
                } catch (BadRow bad) {
                    if (settings.onBadRow() == OnBadRow.STOP) throw ItemReader.stopped(bad);
                }
            }
        }
    }

    private static Columns columns(DataSettings settings, MixturePart asked, Row first) {
        Map<String, String> renamed = new LinkedHashMap<>(settings.columnMapping());
        renamed.putAll(asked.columnMapping());
        new Columns(asked.columns(), renamed).check(first);
        // not checked: it also stands in run files whose data set has no plain text
        String text = settings.datasetTextField();
        if (!text.equals("text") && first.fields().has(text)) renamed.put(text, "text");
        return new Columns(asked.columns(), renamed);
    }

    /// The data sets' names, as the user wrote them.
    public String name() {
        return parts.stream().map(Part::name).collect(Collectors.joining(", "));
    }

    /// What the rows were taken for, a line for each data set: `train.jsonl: prompt-completion, conversational`.
    public List<String> description() {
        return parts.stream().map(Part::description).toList();
    }

    /// Begins to read, at the first row; to be closed.
    public ItemReader read() {
        return new ItemReader(parts, onBadRow, seed);
    }

    /// Hands over every row once, the dropped ones too.
    public void forEach(Consumer<Item> work) {
        try (ItemReader items = read()) {
            for (Item item; (item = items.next()) != null; ) work.accept(item);
        }
    }

    /// A hash of the files' names and contents: another one means other rows.
    public String sha256() {
        return ContentHash.of(parts.stream().flatMap(part -> part.rows().allFiles().stream()).distinct().toList());
    }
}
