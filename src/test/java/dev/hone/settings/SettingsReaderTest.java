package dev.hone.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SettingsReaderTest {
    enum Decay {
        LINEAR, COSINE, ONE_MINUS_SQRT;

        @Override public String toString() {
            return this == ONE_MINUS_SQRT ? "1-sqrt" : name();
        }
    }

    record Part(String path, double weight) {
        static final Part DEFAULTS = new Part(null, 1);

        Part {
            if (weight <= 0) throw new UserError("weight is " + weight + "; above 0");
        }
    }

    record Training(double learningRate, int maxSteps, long seed, boolean packing, Integer maxLength, Double warmup, Decay decay, String runName,
            Map<String, JsonNode> schedulerKwargs) {
        static final Training DEFAULTS = new Training(2e-5, -1, 42, false, 1024, null, Decay.LINEAR, null, null);

        Training {
            if (learningRate < 0) throw new UserError("learning_rate is " + learningRate + "; at least 0");
        }
    }

    record Data(List<Part> datasets, List<String> targets, String textField, Boolean completionOnly) {
        static final Data DEFAULTS = new Data(List.of(), List.of("q_proj"), "text", null);
    }

    private static final SettingsReader READER = new SettingsReader("hone sft", List.of(Training.class, Data.class));

    private static Settings read(String yaml, GivenSetting... flags) {
        return READER.read(RunFile.parse("run.yaml", yaml), List.of(flags));
    }

    private static Training training(String yaml) {
        return read(yaml).of(Training.class);
    }

    private static String refusal(String yaml, GivenSetting... flags) {
        return assertThrows(UserError.class, () -> read(yaml, flags)).getMessage();
    }

    private static GivenSetting flag(String name, String value) {
        return GivenSetting.flag(name, SettingJson.of(value));
    }

    @Test void anEmptyFileGivesTheDefaults() {
        assertEquals(Training.DEFAULTS, training(""));
        assertEquals(Training.DEFAULTS, READER.read(RunFile.NONE, List.of()).of(Training.class));
        assertEquals(Data.DEFAULTS, read("# nothing\n---\n").of(Data.class));
    }

    @Test void valuesOfEachType() {
        Training t = training("""
                learning_rate: 1e-5     # text in YAML 1.2
                max_steps: 1e3
                seed: 9007199254740993
                packing: yes
                max_length: 2048
                warmup: "0.1"
                decay: 1-sqrt
                run_name: 17
                scheduler_kwargs: {num_cycles: 1.5, note: "a: b"}
                """);
        assertEquals(1e-5, t.learningRate);
        assertEquals(1000, t.maxSteps);
        assertEquals(9007199254740993L, t.seed);
        assertTrue(t.packing);
        assertEquals(2048, t.maxLength);
        assertEquals(0.1, t.warmup);
        assertEquals(Decay.ONE_MINUS_SQRT, t.decay);
        assertEquals("17", t.runName);
        assertEquals(1.5, t.schedulerKwargs.get("num_cycles").doubleValue());
        assertEquals("a: b", t.schedulerKwargs.get("note").stringValue());
    }

    @Test void listsOfTextsAndOfRecords() {
        Data d = read("""
                datasets:
                  - path: a.jsonl
                  - {path: b.jsonl, weight: 0.5}
                targets: [k_proj, v_proj]
                """).of(Data.class);
        assertEquals(List.of(new Part("a.jsonl", 1), new Part("b.jsonl", 0.5)), d.datasets);
        assertEquals(List.of("k_proj", "v_proj"), d.targets);
        assertEquals(List.of("all-linear"), read("targets: all-linear").of(Data.class).targets);
        assertEquals(List.of("a", "b"), read("targets: a, b").of(Data.class).targets);
    }

    @Test void jsonIsYaml() {
        assertEquals(0.003, training("{\"learning_rate\": 0.003, \"max_length\": null, \"decay\": \"cosine\"}").learningRate);
    }

    @Test void nullIsNoneWhereTheSettingHasSuchAValueAndTheDefaultElsewhere() {
        assertNull(training("max_length: null").maxLength);
        assertNull(training("max_length: None").maxLength);
        assertNull(training("max_length:").maxLength);
        assertNull(training("run_name: none").runName);
        assertNull(training("scheduler_kwargs: null").schedulerKwargs);
        assertEquals(2e-5, training("learning_rate: null").learningRate);
        assertEquals(Decay.LINEAR, training("decay: null").decay);
        assertEquals("text", read("text_field: null").of(Data.class).textField);
    }

    @Test void flagsGoBeforeTheFile() {
        Settings settings = read("learning_rate: 1\nseed: 7\n", flag("learning_rate", "3e-4"),
                flag("scheduler_kwargs", "{\"power\": 2}"), flag("targets", "[a, b]"), flag("completion_only", "true"), flag("datasets", "[{path: x}]"));
        assertEquals(3e-4, settings.of(Training.class).learningRate);
        assertEquals(7, settings.of(Training.class).seed);
        assertEquals(2, settings.of(Training.class).schedulerKwargs.get("power").intValue());
        assertEquals(List.of("a", "b"), settings.of(Data.class).targets);
        assertEquals(true, settings.of(Data.class).completionOnly);
        assertEquals(List.of(new Part("x", 1)), settings.of(Data.class).datasets);
    }

    @Test void whatWasResolvedIsListedInOrder() {
        List<ResolvedSetting> resolved = read("\nseed: 7\ndecay: cosine\n", flag("max_steps", "5")).resolved();
        assertEquals(List.of("learning_rate", "max_steps", "seed", "packing", "max_length", "warmup", "decay", "run_name", "scheduler_kwargs",
                "datasets", "targets", "text_field", "completion_only"), resolved.stream().map(ResolvedSetting::name).toList());
        assertEquals(new ResolvedSetting("learning_rate", SettingJson.of(2e-5), SettingJson.of(2e-5), "default"), resolved.get(0));
        assertEquals(new ResolvedSetting("max_steps", SettingJson.of(5), SettingJson.of(-1), "command line"), resolved.get(1));
        assertEquals(new ResolvedSetting("seed", SettingJson.of(7L), SettingJson.of(42L), "run.yaml:2"), resolved.get(2));
        assertEquals("cosine", resolved.get(6).value().stringValue());
    }

    @Test void anUnknownNameIsRefusedWithTheNearest() {
        assertEquals("run.yaml:2: learning_rat is no setting of hone sft; did you mean learning_rate?", refusal("seed: 1\nlearning_rat: 1"));
        assertEquals("run.yaml:1: learning-rate is no setting of hone sft; did you mean learning_rate?", refusal("learning-rate: 1"));
        assertEquals("run.yaml:1: zzz is no setting of hone sft", refusal("zzz: 1"));
        assertEquals("run.yaml:1: datasets[0] has weigth, which is unknown; did you mean weight?", refusal("datasets: [{path: a, weigth: 2}]"));
    }

    @Test void aValueOfTheWrongTypeIsNamedWithWhatIsAllowed() {
        assertEquals("run.yaml:1: learning_rate is \"fast\"; expected a number", refusal("learning_rate: fast"));
        assertEquals("run.yaml:1: learning_rate is [1,2]; expected a number", refusal("learning_rate: [1, 2]"));
        assertEquals("command line: learning_rate is \"1e999\"; expected a number", refusal("", flag("learning_rate", "1e999")));
        assertEquals("run.yaml:1: learning_rate is \"NaN\"; expected a number", refusal("learning_rate: .nan"));
        assertEquals("run.yaml:1: max_steps is 1.5; expected a whole number", refusal("max_steps: 1.5"));
        assertEquals("run.yaml:1: max_steps is 3000000000; expected a whole number from -2147483648 to 2147483647", refusal("max_steps: 3000000000"));
        assertEquals("run.yaml:1: packing is \"maybe\"; expected true or false", refusal("packing: maybe"));
        assertEquals("run.yaml:1: decay is \"cosinus\"; expected one of linear, cosine, 1-sqrt", refusal("decay: cosinus"));
        assertEquals("run.yaml:1: scheduler_kwargs is 3; expected names with values, such as {name: value}", refusal("scheduler_kwargs: 3"));
        assertEquals("run.yaml:1: text_field is {\"a\":1}; expected a text", refusal("text_field: {a: 1}"));
        assertEquals("run.yaml:1: datasets[1].weight is \"much\"; expected a number", refusal("datasets: [{path: a}, {path: b, weight: much}]"));
        assertEquals("command line: max_steps is \"many\"; expected a whole number", refusal("", flag("max_steps", "many")));
    }

    @Test void aRecordsOwnCheckIsLocated() {
        assertEquals("run.yaml:2: learning_rate is -1.0; at least 0", refusal("\nlearning_rate: -1"));
        assertEquals("run.yaml:1: datasets[0]: weight is 0.0; above 0", refusal("datasets: {path: a, weight: 0}"));
    }

    @Test void aFileThatIsNoRunFile(@TempDir Path folder) throws Exception {
        assertEquals("run.yaml:3: seed is given twice; it is also in run.yaml:1", refusal("seed: 1\npacking: true\nseed: 2\n"));
        assertEquals("run.yaml:1: a run file has settings like `learning_rate: 1e-5`, one a line; found [", refusal("[1, 2]"));
        assertEquals("run.yaml:3: a second document begins; a run file has one", refusal("seed: 1\n---\nseed: 2"));
        assertEquals("run.yaml:2: warmup is an alias (*); write its value out", refusal("learning_rate: &a 1\nwarmup: *a"));
        assertTrue(refusal("seed: 1\n  packing: [").startsWith("run.yaml:2: cannot be read as YAML: "));
        assertTrue(refusal("scheduler_kwargs: {a: 1, a: 2}").startsWith("run.yaml:1: cannot be read as YAML: "));
        Path missing = folder.resolve("none.yaml");
        assertEquals(missing + ": no such file", assertThrows(UserError.class, () -> RunFile.read(missing)).getMessage());
        assertEquals(folder + ": this is a folder; a run file is YAML", assertThrows(UserError.class, () -> RunFile.read(folder)).getMessage());
        Path file = Files.writeString(folder.resolve("run.yaml"), "seed: 3\n");
        assertEquals(file + ":1", RunFile.read(file).given().getFirst().where());
    }
}
