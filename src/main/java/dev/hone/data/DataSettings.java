package dev.hone.data;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which rows are learned from, and how they are read. The names are TRL's where TRL has them.
@Help("Data")
public record DataSettings(
        @Help("a file, a folder or a hub id (owner/name, owner/name@revision)") String datasetName,
        @Help("which configuration of the data set: the folder of that name in it") String datasetConfig,
        @Help("the split to train on, also a slice: train[:100], train[10%:]") String datasetTrainSplit,
        @Help("the split to evaluate on, likewise") String datasetTestSplit,
        @Help("accepted as in TRL; rows are always read as a stream") boolean datasetStreaming,
        @Help("several data sets instead of one: a list of {path, name, split, weight, columns, column_mapping, format}") List<MixturePart> datasets,
        @Help("a file, a folder or a hub id to evaluate on; none takes the test split of dataset_name") String evalDataset,
        @Help("renames columns first: {question: prompt, answer: completion}") Map<String, String> columnMapping,
        @Help("the format of the rows; none tells it by the columns of the first row") String datasetFormat,
        @Help("what to do at a row that cannot be learned from: stop or skip") OnBadRow onBadRow,
        @Help("the column that holds plain text") String datasetTextField,
        @Help("shuffle the rows once before training, besides the order of each epoch") boolean shuffleDataset) {

    /// What to do at a row that cannot be learned from.
    public enum OnBadRow { STOP, SKIP }

    public static final DataSettings DEFAULTS = new DataSettings(null, null, "train", "test", false, List.of(), null, Map.of(), null,
            OnBadRow.STOP, "text", false);

    public DataSettings {
        datasets = List.copyOf(datasets);
        columnMapping = Map.copyOf(columnMapping);
        if (datasetName != null && !datasets.isEmpty()) throw new UserError("dataset_name and datasets are both given; give one of them");
        if (datasetConfig != null && !datasets.isEmpty()) throw new UserError("dataset_config is given beside datasets; give each of them its name");
        requireNewNames("column_mapping", columnMapping);
        requireText("dataset_train_split", datasetTrainSplit);
        requireText("dataset_test_split", datasetTestSplit);
        requireText("dataset_text_field", datasetTextField);
    }

    /// The same of one file, whose rows keep their order and their names.
    public DataSettings of(String file) {
        return new DataSettings(file, null, datasetTrainSplit, datasetTestSplit, datasetStreaming, List.of(), evalDataset, Map.of(), null, onBadRow,
                datasetTextField, false);
    }

    /// The same without a shuffle before training.
    public DataSettings inOrder() {
        return new DataSettings(datasetName, datasetConfig, datasetTrainSplit, datasetTestSplit, datasetStreaming, datasets, evalDataset, columnMapping,
                datasetFormat, onBadRow, datasetTextField, false);
    }

    static void requireNewNames(String setting, Map<String, String> renamed) {
        Set<String> names = new HashSet<>();
        for (String name : renamed.values()) if (!names.add(name)) throw new UserError(setting + " gives the name " + name + " to two columns");
    }

    private static void requireText(String name, String value) {
        if (value.isBlank()) throw new UserError(name + " is empty; leave it out for its default");
    }
}
