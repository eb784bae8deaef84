package dev.hone.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hone.cli.Cli;
import dev.hone.cli.Main;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What must not happen to a run, done to it: it is killed, stopped, and its disk takes no more.
@Timeout(300)
class TrainingProcessTest {
    private static final Pattern TIME = Pattern.compile("seconds/.*|.*_per_second|.*_runtime|step_time");
    private static final int KILLS = 2;

    @TempDir Path folder;

    /// Ways to train that keep different things.
    enum Way {
        ALL_WEIGHTS("sft", "model.safetensors"),
        ADAPTER("sft", "adapter_model.safetensors", "--use-peft", "--lora-target-modules", "all-linear", "--lora-dropout", "0.1"),
        PACKED("sft", "model.safetensors", "--packing", "--max-length", "160", "--per-device-train-batch-size", "1"),
        PREFERENCES("dpo", "model.safetensors", "--health-prompts", "2", "--health-tokens", "4"),
        REWARD("reward", "model.safetensors"),
        /// A checkpoint is often in the middle of a generation.
        ROLLOUTS("grpo", "model.safetensors", "--rewards", "[{name: format, arguments: {regex: '(?s).*e.*'}}]", "--num-generations", "2", "--steps-per-generation", "3",
                "--num-iterations", "2", "--max-completion-length", "6", "--beta", "0.1"),
        CRITIC("ppo", "model.safetensors", "--rewards", "[{name: format, arguments: {regex: '(?s).*e.*'}}]", "--num-mini-batches", "2", "--num-ppo-epochs", "2",
                "--max-completion-length", "6", "--kl-target", "2");

        final String command;
        final String weights;
        final List<String> flags;

        Way(String command, String weights, String... flags) {
            this.command = command;
            this.weights = weights;
            this.flags = List.of(flags);
        }
    }

    @BeforeEach void aModelAndRows() {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "signals are sent with kill");
        TinyModel.withTokenizer(folder.resolve("model"));
        for (String kind : List.of("sft", "dpo")) {
            JsonNode rows = Cli.json(Path.of("src/test/resources/golden/training", kind, "trajectory.json")).get("rows");
            Cli.write(folder.resolve(kind + ".jsonl"), rows.valueStream().map(JsonNode::toString).toArray(String[]::new));
        }
        Cli.write(folder.resolve("run.yaml"), "model_name_or_path: " + folder.resolve("model"), "learning_rate: 0.003", "per_device_train_batch_size: 2", "gradient_accumulation_steps: 2",
                "max_steps: 120", "logging_steps: 7", "save_steps: 5", "save_total_limit: 2", "eval_strategy: steps", "eval_steps: 50", "sample_prompts: []");
    }

    /// @param limit what the shell sets first, or ""
    private Process hone(String limit, Path output, Way way, String... more) throws IOException {
        String rows = folder.resolve(way.command.equals("sft") ? "sft.jsonl" : "dpo.jsonl").toString();
        List<String> command = new ArrayList<>(List.of("sh", "-c", limit + " exec \"$@\"", "hone", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.openblas.load=mkl_rt",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName(),
                way.command, folder.resolve("run.yaml").toString(), "--dataset-name", rows, "--eval-dataset", rows, "--output-dir", output.toString(), "--force"));
        command.addAll(way.flags);
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectError(folder.resolve("err.txt").toFile()).redirectOutput(folder.resolve("out.txt").toFile()).start();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err.txt"));
    }

    private void finish(Process process) throws Exception {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), errors());
    }

    private Path undisturbed(Way way) throws Exception {
        Path output = folder.resolve("undisturbed");
        finish(hone("", output, way));
        return output;
    }

    @ParameterizedTest @EnumSource(Way.class)
    void aRunThatIsKilledAgainAndAgainEndsTheSame(Way way) throws Exception {
        Path output = folder.resolve("killed");
        var random = new Random(way.ordinal());
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = hone("", output, way, "--resume");
            int before = newest(output);
            boolean whileSaving = kill == 1;
            awaitOrEnd(process, () -> whileSaving ? newest(output) > before && isSaving(output) : newest(output) > before);
            if (!whileSaving) Thread.sleep(random.nextInt(300));
            assertTrue(process.isAlive(), "it ended before it was killed: " + errors());
            process.destroyForcibly().waitFor();
        }
        finish(hone("", output, way, "--resume"));
        assertTrue(errors().contains("resuming after step"), errors());
        compare(undisturbed(way), output, way);
    }

    @Test void ctrlCSavesAndTellsHowToGoOn() throws Exception {
        Path output = folder.resolve("stopped");
        Process process = hone("", output, Way.ALL_WEIGHTS, "--save-strategy", "no");
        awaitOrEnd(process, () -> Files.exists(output.resolve("metrics.jsonl")) && Files.size(output.resolve("metrics.jsonl")) > 0);
        assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(130, process.exitValue(), errors());
        assertTrue(errors().contains("--resume"), errors());
        assertTrue(newest(output) > 0);
        assertEquals("stopped", Cli.json(output.resolve("run.json")).get("end").stringValue());
        finish(hone("", output, Way.ALL_WEIGHTS, "--resume"));
        compare(undisturbed(Way.ALL_WEIGHTS), output, Way.ALL_WEIGHTS);
    }

    /// A limit on the size of files stands for a full disk: the system refuses to write on.
    @Test void aDiskThatTakesNoMoreLeavesTheLastGoodCheckpoint() throws Exception {
        Path output = folder.resolve("full");
        Process first = hone("", output, Way.ALL_WEIGHTS);
        awaitOrEnd(first, () -> newest(output) > 0);
        first.destroyForcibly().waitFor();
        int good = newest(output);

        Process limited = hone("ulimit -f 300;", output, Way.ALL_WEIGHTS, "--resume");
        assertTrue(limited.waitFor(60, TimeUnit.SECONDS));
        assertEquals(2, limited.exitValue(), errors());
        assertTrue(errors().contains("could not be written"), errors());
        assertFalse(errors().contains("\tat "), errors());
        assertEquals(good, newest(output));
        assertFalse(isSaving(output), "something half-written is left");

        finish(hone("", output, Way.ALL_WEIGHTS, "--resume"));
        compare(undisturbed(Way.ALL_WEIGHTS), output, Way.ALL_WEIGHTS);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void awaitOrEnd(Process process, Condition condition) throws Exception {
        while (process.isAlive() && !condition.holds()) Thread.sleep(1);
    }

    private static int newest(Path output) throws IOException {
        return names(output).stream().filter(name -> name.startsWith("checkpoint-")).mapToInt(name -> Integer.parseInt(name.substring(11))).max().orElse(0);
    }

    private static boolean isSaving(Path output) throws IOException {
        return names(output).stream().anyMatch(name -> name.startsWith(".checkpoint-"));
    }

    private static List<String> names(Path output) throws IOException {
        if (!Files.isDirectory(output)) return List.of();
        try (Stream<Path> entries = Files.list(output)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static void compare(Path expected, Path got, Way way) throws IOException {
        assertEquals(-1, Files.mismatch(expected.resolve(way.weights), got.resolve(way.weights)), "the weights differ");
        assertEquals(-1, Files.mismatch(expected.resolve("checkpoint-120/optimizer.safetensors"), got.resolve("checkpoint-120/optimizer.safetensors")));
        assertEquals(-1, Files.mismatch(expected.resolve("rows.jsonl"), got.resolve("rows.jsonl")));
        assertEquals(withoutTimes(expected), withoutTimes(got));
        assertEquals(List.of("checkpoint-115", "checkpoint-120"), names(got).stream().filter(name -> name.contains("checkpoint-")).sorted().toList());
    }

    private static List<JsonNode> withoutTimes(Path output) {
        List<JsonNode> rows = Cli.rows(output.resolve("metrics.jsonl"));
        rows.forEach(row -> ((ObjectNode) row).remove(row.propertyNames().stream().filter(name -> TIME.matcher(name).matches()).toList()));
        return rows;
    }
}
