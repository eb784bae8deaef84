package dev.hone.cli.rollout;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Runs of reinforcement learning in a folder: a small policy, twelve sums to ask it, and a run file.
/// @param settings lines of the run file that all of them have
record OnlineRun(Path folder, String command, List<String> settings) {
    public static OnlineRun in(Path folder, String command, String... settings) {
        Path model = TinyModel.grpo(folder.resolve("model"));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) rows.add("{\"prompt\": [{\"role\": \"user\", \"content\": \"What is " + i + " + 2?\"}], \"answer\": \"" + (i + 2) + "\"}");
        Path prompts = Cli.write(folder.resolve("prompts.jsonl"), rows.toArray(String[]::new));
        return new OnlineRun(folder, command, Stream.concat(Stream.of("model_name_or_path: " + model, "dataset_name: " + prompts), Stream.of(settings)).toList());
    }

    /// Writes the run file.
    /// @param more lines in place of those of the same name, or besides them
    Path file(String out, String... more) {
        Map<String, String> lines = new LinkedHashMap<>();
        Stream.of(settings.stream(), Stream.of("output_dir: " + folder.resolve(out)), Stream.of(more)).flatMap(each -> each).forEach(line -> lines.put(line.split(":")[0], line));
        return Cli.write(folder.resolve("run.yaml"), lines.values().toArray(String[]::new));
    }

    Cli done(String out, String... more) {
        return Cli.done(command, file(out, more).toString());
    }

    List<JsonNode> metrics(String out) {
        return Cli.rows(folder.resolve(out).resolve("metrics.jsonl"));
    }

    public static double mean(List<JsonNode> rows, String metric) {
        return rows.stream().mapToDouble(row -> row.get(metric).doubleValue()).average().orElseThrow();
    }

    byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    /// The metrics but for what a clock said.
    String withoutTimes(String out) throws IOException {
        return Files.readString(folder.resolve(out).resolve("metrics.jsonl")).replaceAll("\"[^\"]*(second|runtime|step_time)[^\"]*\":[^,}]*", "");
    }

    public static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
