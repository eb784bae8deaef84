package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models");
    @TempDir Path folder;

    /// `python.safetensors` was written by the Python library; reading and writing it again must change no byte.
    @Test void theBytesAreThoseOfThePythonLibrary() throws IOException {
        Path python = Path.of("src/test/resources/safetensors/python.safetensors");
        try (Safetensors weights = Safetensors.open(python)) {
            List<TensorSource> shuffled = new ArrayList<>(sources(weights));
            Collections.reverse(shuffled);
            SafetensorsWriter.writeFile(folder.resolve("hone.safetensors"), shuffled, Map.of("format", "pt"));
        }
        assertArrayEquals(Files.readAllBytes(python), Files.readAllBytes(folder.resolve("hone.safetensors")));
    }

    @Test void goldenFilesComeBackByteForByte() throws IOException {
        Path model = MODELS.resolve("qwen2");
        try (Safetensors weights = Safetensors.open(model)) {
            SafetensorsWriter.writeFolder(folder, sources(weights), SafetensorsWriter.MAX_SHARD_SIZE);
        }
        assertArrayEquals(Files.readAllBytes(model.resolve("model.safetensors")), Files.readAllBytes(folder.resolve("model.safetensors")));
    }

    /// The totals and the layout of the index are those that transformers wrote for the same tensors.
    @Test void theIndexIsThatOfTransformers() throws IOException {
        Path model = MODELS.resolve("qwen3");
        try (Safetensors weights = Safetensors.open(model)) {
            SafetensorsWriter.writeFolder(folder, sources(weights), 90_000);
        }
        try (Safetensors before = Safetensors.open(model); Safetensors after = Safetensors.open(folder)) {
            assertEquals(new TreeSet<>(before.names()), new TreeSet<>(after.names()));
            for (String name : before.names()) assertEquals(-1, before.get(name).bytes().mismatch(after.get(name).bytes()), name);
        }
        var expected = Json.objectIn(model.resolve("model.safetensors.index.json"));
        var index = Json.objectIn(folder.resolve("model.safetensors.index.json"));
        assertEquals(expected.get("metadata"), index.get("metadata"));
        assertEquals(Files.readString(model.resolve("model.safetensors.index.json")).lines().limit(6).toList().subList(0, 5),
                Files.readString(folder.resolve("model.safetensors.index.json")).lines().limit(6).toList().subList(0, 5));
    }

    @Test void aTensorLargerThanAShardGetsItsOwn() {
        SafetensorsWriter.writeFolder(folder, List.of(zeros("a", 10), zeros("big", 100), zeros("b", 10), zeros("c", 15)), 30);
        // huggingface_hub's cut: "a" and "b" still share a file, as "big" does not end it
        assertEquals(List.of("model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors",
                "model.safetensors.index.json"), files());
        try (Safetensors weights = Safetensors.open(folder)) {
            assertEquals(weights.fileOf("a"), weights.fileOf("b"));
            assertEquals("model-00001-of-00003.safetensors", weights.fileOf("big").getFileName().toString());
            assertEquals("model-00003-of-00003.safetensors", weights.fileOf("c").getFileName().toString());
        }
    }

    @Test void aWriterThatFailsLeavesWhatWasThere() {
        SafetensorsWriter.writeFolder(folder, List.of(zeros("old", 8)), 100);
        TensorSource broken = new TensorSource("z", DType.UINT8, new long[] {20}, _ -> { throw new IllegalStateException("out of luck"); });
        assertThrows(IllegalStateException.class, () -> SafetensorsWriter.writeFolder(folder, List.of(zeros("a", 20), zeros("b", 20), broken), 25));
        assertEquals(List.of("model.safetensors"), files());
        try (Safetensors weights = Safetensors.open(folder)) {
            assertTrue(weights.has("old"));
        }
    }

    /// A real process, killed while it writes the second shard.
    @Test void aKilledWriterLeavesWhatWasThere() throws Exception {
        SafetensorsWriter.writeFolder(folder, List.of(zeros("old", 8)), 100);
        Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Stuck.class.getName(), folder.toString()).redirectErrorStream(true).start();
        assertEquals("stuck", writer.inputReader().readLine());
        writer.destroyForcibly().waitFor();
        assertEquals(List.of("model.safetensors"), files().stream().filter(name -> !name.startsWith(".")).toList());
        try (Safetensors weights = Safetensors.open(folder)) {
            assertTrue(weights.has("old"));
        }
        SafetensorsWriter.writeFolder(folder, List.of(zeros("new", 8)), 100);
        try (Safetensors weights = Safetensors.open(folder)) {
            assertTrue(weights.has("new"));
        }
    }

    /// Writes two shards and never ends the second.
    static final class Stuck {
        public static void main(String[] folder) {
            TensorSource endless = new TensorSource("b", DType.UINT8, new long[] {20}, _ -> {
                System.out.println("stuck");
                while (true) LockSupport.park();
            });
            SafetensorsWriter.writeFolder(Path.of(folder[0]), List.of(zeros("a", 20), endless), 25);
        }
    }

    @Test void sizesAreReadAsUsersWriteThem() {
        assertEquals(5_000_000_000L, SafetensorsWriter.parseSize("5GB"));
        assertEquals(2L << 30, SafetensorsWriter.parseSize("2GiB"));
        assertEquals(300_000, SafetensorsWriter.parseSize(" 300 kb "));
        assertEquals(17, SafetensorsWriter.parseSize("17"));
        for (String bad : List.of("", "GB", "-1GB", "1.5GB", "5XB", "99999999TB"))
            assertThrows(UserError.class, () -> SafetensorsWriter.parseSize(bad), bad);
    }

    @Test void newWeightsReplaceOldOnesWhole() {
        SafetensorsWriter.writeFolder(folder, List.of(zeros("a", 20), zeros("b", 20), zeros("c", 20)), 25);
        SafetensorsWriter.writeFolder(folder, List.of(zeros("a", 20), zeros("b", 20)), 25);
        assertEquals(List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"), files());
        SafetensorsWriter.writeFolder(folder, List.of(zeros("a", 20)), 25);
        assertEquals(List.of("model.safetensors"), files());
        SafetensorsWriter.writeFolder(folder, List.of(zeros("a", 20), zeros("b", 20)), 25);
        assertEquals(3, files().size());
    }

    @Test void mistakesAreRefusedBeforeAnythingIsWritten() {
        assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.writeFolder(folder, List.of(zeros("a", 1), zeros("a", 1)), 25));
        assertThrows(UserError.class, () -> SafetensorsWriter.writeFolder(folder.resolve("none"), List.of(), 25));
        String full = assertThrows(UserError.class, () -> SafetensorsWriter.writeFolder(folder, List.of(zeros("a", Long.MAX_VALUE / 2)), 25)).getMessage();
        assertTrue(full.contains("the weights need 4611686018427387903 bytes, the disk has "), full);
        TensorSource lies = new TensorSource("a", DType.FLOAT32, new long[] {2}, _ -> MemorySegment.ofArray(new byte[4]));
        assertThrows(IllegalStateException.class, () -> SafetensorsWriter.writeFolder(folder, List.of(lies), 25));
        assertEquals(List.of(), files());
    }

    private static List<TensorSource> sources(Safetensors weights) {
        return weights.names().stream().map(weights::get).map(TensorSource::of).toList();
    }

    private static TensorSource zeros(String name, long bytes) {
        return new TensorSource(name, DType.UINT8, new long[] {bytes}, _ -> MemorySegment.ofArray(new byte[(int) bytes]));
    }

    private List<String> files() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
