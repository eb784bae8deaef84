package dev.hone.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.cli.console.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A run that goes wrong says so once, wherever it was interrupted. Alarms look back on 64 pairs, here the eight rows of eight steps.
class AlarmsTest {
    private static final int FIRST_LOOK = 8;

    @TempDir Path folder;

    @BeforeEach void aRunThatLearnsMuchTooFast() {
        TinyModel.withTokenizer(folder.resolve("model"));
        JsonNode rows = Cli.json(Path.of("src/test/resources/golden/training/dpo/trajectory.json")).get("rows");
        Cli.write(folder.resolve("rows.jsonl"), rows.valueStream().map(JsonNode::toString).toArray(String[]::new));
        Cli.write(folder.resolve("run.yaml"), "model_name_or_path: " + folder.resolve("model"), "dataset_name: " + folder.resolve("rows.jsonl"),
                "output_dir: " + folder.resolve("out"), "learning_rate: 0.1", "beta: 1", "per_device_train_batch_size: 8", "max_steps: 12", "logging_steps: 1",
                "save_steps: 5", "sample_prompts: []", "health_prompts: 0");
    }

    private Cli dpo(String... more) {
        return Cli.run(Stream.concat(Stream.of("dpo", folder.resolve("run.yaml").toString(), "--force"), Stream.of(more)).toArray(String[]::new));
    }

    private JsonNode alarms() {
        return Cli.json(folder.resolve("out/run.json")).get("alarms");
    }

    @Test void aResumedRunLooksBackOnTheSamePairs() throws IOException {
        assertEquals(Program.SUCCESS, dpo().code());
        JsonNode undisturbed = alarms();
        assertEquals(FIRST_LOOK, undisturbed.get(0).get("step").intValue());
        for (String later : List.of("checkpoint-10", "checkpoint-12")) delete(folder.resolve("out").resolve(later));
        Cli resumed = dpo("--resume");
        assertTrue(resumed.err().contains("alarm: step " + FIRST_LOOK), resumed.err());
        assertEquals(undisturbed, alarms());
    }

    @Test void aRunThatAnAlarmStoppedGoesOnWithoutBeingStopped() throws IOException {
        Cli stopped = dpo("--stop-on-alarm");
        assertEquals(Program.INTERRUPTED, stopped.code());
        JsonNode first = alarms();
        assertTrue(first.size() > 1, "several alarms in one step: " + first);
        String codes = String.join(" and ", first.valueStream().map(alarm -> alarm.get("code").stringValue()).toList());
        assertTrue(stopped.err().contains("stopped by the alarm " + codes + "; go on with: hone dpo"), stopped.err());
        assertTrue(Files.exists(folder.resolve("out/checkpoint-" + FIRST_LOOK)));

        Cli resumed = dpo("--stop-on-alarm=false", "--resume");
        assertEquals(Program.SUCCESS, resumed.code(), resumed.err());
        assertEquals(first, Cli.json(alarms().valueStream().limit(first.size()).toList().toString()));
        String report = Files.readString(folder.resolve("out/report.html"));
        for (JsonNode alarm : alarms()) assertTrue(report.contains("step " + alarm.get("step") + ": " + alarm.get("message").stringValue()), report);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
