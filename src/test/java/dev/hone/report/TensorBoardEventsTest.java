package dev.hone.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/// What is written is read back by a reader that this test brings along, and by TensorBoard's own where a Python has it.
class TensorBoardEventsTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00.25Z");
    private static final double SECONDS = NOON.getEpochSecond() + 0.25;

    @TempDir Path folder;

    @Test void metricsComeBackWithTheTagsOfTrainer() throws IOException {
        try (var events = open(List.of(), NOON)) {
            events.add(row(1, "loss", 2.5, "learning_rate", 2e-5, "rewards/chosen", -0.5));
            events.add(row(300, "eval_loss", 2.25));
        }

        assertEquals(List.of(
                new EventReader.Scalar("train/loss", 1, 2.5f, SECONDS),
                new EventReader.Scalar("train/learning_rate", 1, 2e-5f, SECONDS),
                new EventReader.Scalar("train/rewards/chosen", 1, -0.5f, SECONDS),
                new EventReader.Scalar("eval/loss", 300, 2.25f, SECONDS)), EventReader.read(file()).scalars());
    }

    @Test void aFileBeginsWithItsVersionAndASessionsStart() throws IOException {
        open(List.of(), NOON).close();

        var read = EventReader.read(file());
        assertEquals("brain.Event:2", read.version());
        assertEquals(1, read.sessionStarts());
        assertTrue(file().getFileName().toString().matches("events\\.out\\.tfevents\\.1768478400\\..+\\.\\d+\\.hone"), file().toString());
    }

    @Test void settingsAreATableInATextSummary() throws IOException {
        try (var events = open(List.of(), NOON)) {
            events.addSettings(List.of(new Setting("learning_rate", "2e-05", "2e-05"), new Setting("eos_token", "<|im_end|>\n", "")));
        }

        assertEquals(Map.of("args/text_summary", """
                | setting | value |
                | --- | --- |
                | learning_rate | 2e-05 |
                | eos_token | <\\|im_end\\|>  |
                """), EventReader.read(file()).texts());
    }

    @Test void aResumedRunKeepsTheStepsBeforeItsCheckpointAndTheirTimes() throws IOException {
        var first = open(List.of(), NOON);
        first.add(row(10, "loss", 2.0));
        first.add(row(20, "loss", 1.0));
        first.close();
        Instant later = NOON.plusSeconds(3600);

        try (var resumed = open(List.of(row(10, "loss", 2.0)), later)) {
            resumed.add(row(20, "loss", 1.0));
        }

        assertEquals(List.of(new EventReader.Scalar("train/loss", 10, 2, SECONDS), new EventReader.Scalar("train/loss", 20, 1, SECONDS + 3600)),
                EventReader.read(file()).scalars());
    }

    @Test void aTornFileOfAKilledProcessStillTellsItsTimes() throws IOException {
        var first = open(List.of(), NOON);
        first.add(row(10, "loss", 2.0));
        first.add(row(20, "loss", 1.0));
        first.close();
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length - 3));

        open(List.of(row(10, "loss", 2.0), row(20, "loss", 1.0)), NOON.plusSeconds(60)).close();

        assertEquals(List.of(SECONDS, SECONDS + 60), EventReader.read(file()).scalars().stream().map(EventReader.Scalar::seconds).toList());
    }

    @Test void eachRowIsInTheFileBeforeTheNextComes() throws IOException {
        try (var events = open(List.of(), NOON)) {
            events.add(row(1, "loss", 2.0));
            assertEquals(1, EventReader.read(file()).scalars().size());
        }
    }

    @Test void filesOfOthersStay() throws IOException {
        Path other = Files.writeString(folder.resolve("events.out.tfevents.1.host.2.0"), "torch's");
        open(List.of(), NOON).close();
        assertTrue(Files.exists(other));
    }

    @Test void aFolderThatCannotBeIsAUsersMistake() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertTrue(assertThrows(UserError.class, () -> TensorBoardEvents.open(file, List.of())).getMessage().startsWith("cannot write " + file));
    }

    /// Recorded with TensorBoard 2.21's own `RecordWriter` and protobuf classes: an event of wall_time 0.5, step 300, `train/loss` 2.5.
    @Test void theBytesAreThoseOfTensorBoardsOwnWriter() {
        byte[] event = new Protobuf().number(1, 0.5).integer(2, 300).message(5, new Protobuf().message(1,
                new Protobuf().text(1, "train/loss").number(2, 2.5f))).toBytes();
        assertEquals("2100000000000000017becf609000000000000e03f10ac022a130a110a0a747261696e2f6c6f7373150000204065970312", HexFormat.of().formatHex(EventRecords.framed(event)));
        assertArrayEquals(event, EventRecords.contents(EventRecords.framed(event)).getFirst());
    }

    @Test void tensorBoardItselfReadsThem() throws IOException, InterruptedException {
        try (var events = open(List.of(), NOON)) {
            for (int step = 1; step <= 1000; step++) events.add(row(step, "loss", 1.0 / step, "eval_loss", Double.NaN));
            events.addSettings(List.of(new Setting("seed", "42", "42")));
        }

        assertEquals("""
                scalars ['eval/loss', 'train/loss']
                last 1000 0.001 1768478400.25 of 1000
                nan True
                text | setting | value |
                """, python("""
                import sys
                from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
                read = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0, 'tensors': 0})
                read.Reload()
                losses = read.Scalars('train/loss')
                print('scalars', sorted(read.Tags()['scalars']))
                print('last', losses[-1].step, round(losses[-1].value, 9), losses[-1].wall_time, 'of', len(losses))
                print('nan', str(read.Scalars('eval/loss')[0].value) == 'nan')
                print('text', read.Tensors('args/text_summary')[0].tensor_proto.string_val[0].decode().splitlines()[0])
                """));
    }

    private TensorBoardEvents open(List<Map<String, Double>> rows, Instant now) {
        return TensorBoardEvents.open(folder, rows, InstantSource.fixed(now));
    }

    /// The only event file of the folder.
    private Path file() throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> found = files.toList();
            assertEquals(1, found.size(), found.toString());
            return found.getFirst();
        }
    }

    static Map<String, Double> row(double step, Object... namesAndNumbers) {
        Map<String, Double> row = new LinkedHashMap<>(Map.of("step", step));
        for (int i = 0; i < namesAndNumbers.length; i += 2) row.put((String) namesAndNumbers[i], (Double) namesAndNumbers[i + 1]);
        return row;
    }

    /// Runs a script on the folder in a Python that has TensorBoard, or leaves the test out and says so.
    private String python(String script) throws IOException, InterruptedException {
        String python = System.getenv().getOrDefault("HONE_PYTHON", "python3");
        if (!hasTensorBoard(python)) throw new TestAbortedException(
                "left out: " + python + " has no tensorboard; set HONE_PYTHON to a Python that has it");
        Path errors = Files.createTempFile("python", ".err");
        Process process = new ProcessBuilder(python, "-c", script, folder.toString()).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), Files.readString(errors));
        Files.delete(errors);
        return output;
    }

    private static boolean hasTensorBoard(String python) throws InterruptedException {
        try {
            return new ProcessBuilder(python, "-c", "import tensorboard").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException noPython) {
            return false;
        }
    }
}
