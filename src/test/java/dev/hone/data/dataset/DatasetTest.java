package dev.hone.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.DataSettings;
import dev.hone.data.Example;
import dev.hone.data.format.Goal;
import dev.hone.hub.Hub;
import dev.hone.hub.HubEnvironment;
import dev.hone.hub.PullProgress;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From what the user named to examples, through the door.
class DatasetTest {
    private static final Set<Goal> TEXT = EnumSet.of(Goal.TEXT);

    @TempDir Path folder;

    private Hub hub() {
        return Hub.of(new HubEnvironment(Map.of("HF_HUB_OFFLINE", "1"), folder), PullProgress.silent());
    }

    private Path write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("\n", lines).replace('\'', '"') + "\n");
    }

    /// Rows `{"text": "0"}`, `{"text": "1"}`, ...
    private Path numbered(String name, int count) throws IOException {
        return write(name, IntStream.range(0, count).mapToObj(i -> "{'text': '" + i + "'}").toArray(String[]::new));
    }

    /// As a run file gives them.
    private DataSettings settings(String... lines) {
        try {
            Path file = Files.writeString(folder.resolve("run.yaml"), String.join("\n", lines) + "\n");
            return new SettingsReader("hone sft", List.of(DataSettings.class)).read(RunFile.read(file), List.of()).of(DataSettings.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private DataSettings named(Object name, String... more) {
        return settings(Stream.concat(Stream.of("dataset_name: " + name), Stream.of(more)).toArray(String[]::new));
    }

    private DataSettings mixed(String... parts) {
        return settings("datasets:\n- " + String.join("\n- ", parts));
    }

    private Dataset train(DataSettings settings) {
        return Dataset.forTraining(settings, TEXT, hub(), 42);
    }

    private static List<String> texts(Dataset data) {
        List<String> texts = new ArrayList<>();
        data.forEach(item -> {
            switch (item) {
                case Item.Sample(var row, Example.Text(var text), int times) -> texts.add(text + (times == 1 ? "" : " x" + times));
                case Item.Sample(var row, var example, int times) -> texts.add(example.getClass().getSimpleName());
                case Item.Dropped(var file, long number, var reason) -> texts.add("dropped " + number + ": " + reason);
            }
        });
        return texts;
    }

    private List<String> split(Object name, String split) {
        return texts(Dataset.open(named(name), split, TEXT, hub(), 42));
    }

    private String mistake(Runnable work) {
        return assertThrows(UserError.class, work::run).getMessage().replace(folder + "/", "");
    }

    @Test void aFileIsReadFromItsFirstRowToItsLastAsOftenAsWanted() throws IOException {
        Dataset data = train(named(numbered("train.jsonl", 3)));
        assertEquals(List.of("0", "1", "2"), texts(data));
        assertEquals(List.of("0", "1", "2"), texts(data));
        assertEquals(folder + "/train.jsonl", data.name());
        assertEquals(List.of(folder + "/train.jsonl: text, standard"), data.description());
    }

    @Test void aBadRowStopsTheRunOrIsSkippedAndNamed() throws IOException {
        Path file = write("rows.jsonl", "{'text': '0'}", "{'text': ", "{'text': 7}", "", "{'text': '1'}");
        assertEquals("rows.jsonl:2: not valid JSON: it ends in the middle (column 10); expected one whole JSON object in this line"
                + " (on_bad_row: skip goes on without such rows)", mistake(() -> texts(train(named(file)))));
        assertEquals(List.of("0", "dropped 2: not valid JSON: it ends in the middle (column 10); expected one whole JSON object in this line",
                "dropped 3: text is a number; expected a text", "1"), texts(train(named(file, "on_bad_row: skip"))));
    }

    @Test void theFirstGoodRowSaysTheFormat() throws IOException {
        Path file = write("rows.jsonl", "[", "{'text': '0'}");
        assertEquals("rows.jsonl:1: not valid JSON: it ends in the middle (column 2); expected one whole JSON object in this line"
                + " (on_bad_row: skip goes on without such rows)", mistake(() -> train(named(file))));
        assertEquals(2, texts(train(named(file, "on_bad_row: skip"))).size());
    }

    @Test void allRowsAreWrittenInOneWay() throws IOException {
        Path file = write("rows.jsonl", "{'prompt': 'a', 'completion': 'b'}",
                "{'prompt': [{'role': 'user', 'content': 'a'}], 'completion': [{'role': 'assistant', 'content': 'b'}]}");
        assertTrue(mistake(() -> texts(train(named(file)))).startsWith(
                "rows.jsonl:2: is conversational and the first row is standard; all rows of a data set are to be written in one way"));
    }

    @Test void columnsAreRenamedFirst() throws IOException {
        Path file = write("rows.jsonl", "{'question': 'a', 'answer': 'b', 'prompt': 7}");
        assertEquals(List.of("TextCompletion"), texts(train(named(file, "column_mapping: {question: prompt, answer: completion}"))));
        assertEquals("rows.jsonl:1: has no column questions, which column_mapping renames; its columns are question, answer, prompt; did you mean question?",
                mistake(() -> train(named(file, "column_mapping: {questions: prompt}"))));
    }

    @Test void theTextColumnMayHaveAnotherName() throws IOException {
        assertEquals(List.of("a"), texts(train(named(write("rows.jsonl", "{'content': 'a', 'text': 'b'}"), "dataset_text_field: content"))));
    }

    @Test void aFormatMayBeNamed() throws IOException {
        Path file = write("rows.jsonl", "{'prompt': 'a', 'completion': 'b', 'text': 'c'}");
        assertEquals(List.of("TextCompletion"), texts(train(named(file))));
        assertEquals(List.of("c"), texts(train(named(file, "dataset_format: text"))));
    }

    @Test void slicesAreThoseOfTheDatasetsLibrary() throws IOException {
        Path file = numbered("rows.jsonl", 10);
        assertEquals(List.of("0", "1"), split(file, "train[:2]"));
        assertEquals(List.of("8", "9"), split(file, "train[-2:]"));
        assertEquals(List.of("2", "3"), split(file, "train[2:4]"));
        assertEquals(List.of("9"), split(file, "train[90%:]"));
        assertEquals(List.of("0", "9"), split(file, "train[:1]+train[9:]"));
        // a quarter of 10 is 2.5 rows, which Python rounds to the even 2
        assertEquals(List.of("0", "1"), split(file, "train[:25%]"));
        assertEquals("rows.jsonl: has no rows in train[20:]", mistake(() -> split(file, "train[20:]")));
        assertEquals("the split \"train[1]\" cannot be read; expected a name, or a part of one as in train[:100], train[-50:], train[10%:20%]; "
                + "several are joined by +", mistake(() -> split(file, "train[1]")));
        assertEquals("the slice bound 200% is above 100%", mistake(() -> split(file, "train[:200%]")));
    }

    @Test void aFoldersFilesSayTheirSplit() throws IOException {
        write("set/README.md", "");
        write("set/data/train-00000-of-00002.jsonl", "{'text': 'a'}");
        write("set/data/train-00001-of-00002.jsonl", "{'text': 'b'}");
        write("set/data/test_sft-00000-of-00001.jsonl", "{'text': 'c'}");
        write("set/dev.jsonl", "{'text': 'd'}");
        Path set = folder.resolve("set");
        assertEquals(List.of("a", "b"), split(set, "train"));
        assertEquals(List.of("c"), split(set, "test_sft"));
        assertEquals(List.of("d"), split(set, "validation"));
        assertEquals(List.of("d"), split(set, "dev"));
        assertEquals("set: has no split tset; its splits are test_sft, train, validation", mistake(() -> split(set, "tset")));
        assertEquals(set + "/data/train-00001-of-00002.jsonl:1", firstRow(set, "train[1:]"));
    }

    private String firstRow(Path set, String split) {
        try (ItemReader items = Dataset.open(named(set), split, TEXT, hub(), 42).read()) {
            return ((Item.Sample) items.next()).row().where();
        }
    }

    @Test void aFolderWithoutSplitNamesIsTrain() throws IOException {
        write("set/b.jsonl", "{'text': 'b'}");
        write("set/a.jsonl", "{'text': 'a'}");
        write("set/dataset_infos.json", "{}");
        write("set/.cache/x.jsonl", "{'text': 'hidden'}");
        assertEquals(List.of("a", "b"), split(folder.resolve("set"), "train"));
    }

    @Test void foldersMayBeSplitsOrConfigurations() throws IOException {
        write("set/main/train/0000.jsonl", "{'text': 'a'}");
        write("set/main/test/0000.jsonl", "{'text': 'b'}");
        write("set/other/train/0000.jsonl", "{'text': 'c'}");
        Path set = folder.resolve("set");
        assertEquals(List.of("b"), texts(Dataset.open(named(set, "dataset_config: main"), "test", TEXT, hub(), 42)));
        assertEquals("set: has no configuration or folder mains, which dataset_config names; it has main, other; did you mean main?",
                mistake(() -> train(named(set, "dataset_config: mains"))));
    }

    @Test void theReadmeOfAHubsDataSetSaysItsConfigurations() throws IOException {
        write("set/README.md", "---", "license: mit", "configs:", "- config_name: main", "  data_files:", "  - split: train", "    path: main/part-*",
                "  - split: rest", "    path: [main/r.jsonl]", "- config_name: socratic", "  data_dir: more", "---", "# A data set");
        write("set/main/part-0.jsonl", "{'text': 'a'}");
        write("set/main/part-1.jsonl", "{'text': 'b'}");
        write("set/main/r.jsonl", "{'text': 'c'}");
        write("set/more/train.jsonl", "{'text': 'd'}");
        Path set = folder.resolve("set");
        assertEquals("set: has several configurations; choose one with dataset_config: main, socratic", mistake(() -> train(named(set))));
        assertEquals(List.of("a", "b"), texts(train(named(set, "dataset_config: main"))));
        assertEquals(List.of("c"), texts(Dataset.open(named(set, "dataset_config: main"), "rest", TEXT, hub(), 42)));
        assertEquals(List.of("d"), texts(train(named(set, "dataset_config: socratic"))));
    }

    @Test void aPatternOfTheReadmeMatchesAsOnTheHub() {
        assertTrue(DatasetCard.matches("data/train-*", "data/train-00000-of-00001.parquet"));
        assertFalse(DatasetCard.matches("data/train-*", "data/train-x/y.parquet"));
        assertTrue(DatasetCard.matches("**/train.jsonl", "train.jsonl"));
        assertTrue(DatasetCard.matches("**/train.jsonl", "a/b/train.jsonl"));
        assertTrue(DatasetCard.matches("data", "data/train.jsonl"));
    }

    @Test void aReadmeWithoutConfigurationsSaysNothing() throws IOException {
        write("set/train.jsonl", "{'text': 'a'}");
        for (String readme : new String[]{"# Rows", "---", "---\nlicense: mit\n---\n", "---\n[\n---\n"}) {
            write("set/README.md", readme);
            assertEquals(List.of("a"), split(folder.resolve("set"), "train"), readme);
        }
    }

    @Test void filesOfTwoKindsInOneSplitAreRefused() throws IOException {
        write("set/train.jsonl", "{'text': 'a'}");
        write("set/train.csv", "text", "a");
        assertEquals("set: the split train has files of several kinds (csv, jsonl), probably the same rows twice; name a file or a folder with one kind",
                mistake(() -> split(folder.resolve("set"), "train")));
    }

    @Test void whatHoldsNoRowsSaysSo() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        assertEquals("empty: has no file of rows; the kinds are .csv, .json, .jsonl, .parquet, .txt", mistake(() -> train(named(folder.resolve("empty")))));
        write("saved/train/data-00000-of-00001.arrow", "x");
        assertTrue(mistake(() -> train(named(folder.resolve("saved")))).endsWith("write the data set with to_parquet or to_json instead"));
        assertEquals("none.jsonl: has no rows in train", mistake(() -> train(named(write0("none.jsonl")))));
        assertEquals("notes.log: its ending says no kind of rows; the kinds are .csv, .json, .jsonl, .parquet, .txt", mistake(() -> train(named(write0("notes.log")))));
        assertEquals("no data: dataset_name (or datasets) says what to train on, a file, a folder or a hub id", mistake(() -> train(DataSettings.DEFAULTS)));
    }

    @Test void aFolderOfTextsIsItsDocumentsButBesideRowsATextIsANote() throws IOException {
        write("texts/a.txt", "First.", "It goes on.");
        write("texts/b.txt", "Second.");
        assertEquals(List.of("First.\nIt goes on.\n", "Second.\n"), texts(train(named(folder.resolve("texts")))));
        write("texts/rows.jsonl", "{'text': 'a row'}");
        assertEquals(List.of("a row"), texts(train(named(folder.resolve("texts")))));
    }

    private Path write0(String name) {
        try {
            return Files.write(folder.resolve(name), new byte[0]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test void aMixtureTakesEachRowAsOftenAsItsWeightSays() throws IOException {
        var settings = mixed("path: " + numbered("once.jsonl", 2), "{path: " + numbered("twice.jsonl", 2) + ", weight: 2}",
                "{path: " + numbered("half.jsonl", 1000) + ", weight: 0.5}");
        Dataset data = train(settings);
        List<String> texts = texts(data);
        assertEquals(List.of("0", "1", "0 x2", "1 x2"), texts.subList(0, 4));
        assertEquals(1004, texts.size());
        long left = texts.stream().filter(text -> text.endsWith("left out by the weight 0.5 of " + folder + "/half.jsonl")).count();
        assertEquals(500, left, 60);
        assertEquals(texts, texts(data));
        assertNotEquals(texts, texts(Dataset.forTraining(settings, TEXT, hub(), 43)));
        assertEquals(folder + "/twice.jsonl: text, standard, weight 2.0", data.description().get(1));
    }

    @Test void aPartOfAMixtureHasItsOwnColumnsAndFormat() throws IOException {
        Path chat = write("chat.jsonl", "{'messages': [{'role': 'user', 'content': 'a'}], 'text': 't'}");
        Path pairs = write("pairs.jsonl", "{'q': 'a', 'a': 'b'}");
        assertEquals(List.of("t", "TextCompletion"), texts(train(mixed(
                "{path: " + chat + ", columns: [text]}", "{path: " + pairs + ", column_mapping: {q: prompt, a: completion}}"))));
    }

    @Test void evaluationHasItsOwnRowsOrATestSplit() throws IOException {
        Path train = numbered("set/train.jsonl", 2);
        write("set/test.jsonl", "{'text': 'test'}");
        Path eval = write("eval/rows.jsonl", "{'text': 'eval'}");
        assertEquals(List.of("test"), texts(Dataset.forEvaluation(named(train.getParent()), TEXT, hub())));
        assertEquals(List.of("eval"), texts(Dataset.forEvaluation(named(train, "eval_dataset: " + eval), TEXT, hub())));
        assertEquals(List.of("eval"), texts(Dataset.forEvaluation(named(train, "eval_dataset: " + eval.getParent()), TEXT, hub())));
        write("eval/rows.jsonl", "{'text': 'eval'}", "{'text': 'more'}");
        DataSettings slice = named(train, "eval_dataset: " + eval.getParent(), "dataset_test_split: test[1:]");
        assertEquals(List.of("more"), texts(Dataset.forEvaluation(slice, TEXT, hub())));
    }

    /// A cache as Python's huggingface_hub leaves it.
    @Test void aHubIdIsTakenFromTheCache() throws IOException {
        String repository = ".cache/huggingface/hub/datasets--banghua--DL-SFT-Dataset/", commit = "0123456789abcdef0123456789abcdef01234567";
        Files.writeString(write(repository + "refs/main"), commit);
        Path data = Files.createDirectories(folder.resolve(repository + "snapshots/" + commit + "/data"));
        Files.copy(Path.of("src/test/resources/golden/data/datasets.parquet"), data.resolve("train-00000-of-00001.parquet"));
        Dataset dataset = train(named("banghua/DL-SFT-Dataset"));
        assertEquals(List.of("banghua/DL-SFT-Dataset: messages, conversational"), dataset.description());
        assertEquals(List.of("Chat", "Chat", "Chat"), texts(dataset));
        assertEquals("banghua/DL-SFT-Dataset/data/train-00000-of-00001.parquet:2", firstRow(Path.of("banghua/DL-SFT-Dataset"), "train[1:]"));
    }

    @Test void theHashFollowsNamesAndContents() throws IOException {
        Path file = numbered("rows.jsonl", 2);
        String before = train(named(file)).sha256();
        assertEquals(64, before.length());
        assertEquals(before, train(named(file)).sha256());
        assertEquals(before, train(named(numbered("elsewhere/rows.jsonl", 2))).sha256());
        numbered("rows.jsonl", 3);
        assertNotEquals(before, train(named(file)).sha256());
    }

    @Test void settingsThatContradictEachOtherAreRefused() {
        assertEquals("run.yaml:1: dataset_name and datasets are both given; give one of them",
                mistake(() -> named("x", "datasets: [{path: y}]")));
        assertEquals("run.yaml:2: column_mapping gives the name prompt to two columns", mistake(() -> named("x", "column_mapping: {a: prompt, b: prompt}")));
        assertEquals("run.yaml:1: datasets[0]: the weight of y is 0.0; expected a number above 0", mistake(() -> mixed("{path: y, weight: 0}")));
    }
}
