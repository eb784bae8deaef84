package dev.hone.checkpoint;

import dev.hone.tensor.StoredTensor;
import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models");
    @TempDir Path folder;

    @Test void shardsReadAsOneCheckpoint() {
        try (Safetensors weights = Safetensors.open(MODELS.resolve("llama-bf16-sharded"))) {
            StoredTensor norm = weights.get("model.norm.weight");
            assertEquals(DType.BFLOAT16, norm.dtype());
            assertEquals(norm.count() * 2, norm.bytes().byteSize());
            assertTrue(weights.names().size() > 10);
            assertEquals("pt", weights.metadata().get("format"));
        }
    }

    @Test void everyGoldenModelHasTheTensorsThatItsMetaListsAndNoOthers() throws IOException {
        try (var models = Files.list(MODELS)) {
            for (Path model : models.toList()) {
                var expected = Json.objectIn(model.resolve("meta.json")).get("checkpoint_tensors");
                try (Safetensors weights = Safetensors.open(model)) {
                    assertEquals(expected.size(), weights.names().size(), model.toString());
                    weights.shapes().forEach((name, shape) -> assertEquals(expected.get(name).toString(), Arrays.toString(shape).replace(" ", "")));
                }
            }
        }
    }

    @Test void closingInvalidatesTheBytes() {
        Safetensors weights = Safetensors.open(MODELS.resolve("llama-smollm2"));
        StoredTensor norm = weights.get("model.norm.weight");
        assertArrayEquals(new long[] {48}, norm.shape());
        assertTrue(Float.isFinite(norm.bytes().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0)));
        weights.close();
        assertThrows(IllegalStateException.class, () -> norm.bytes().get(ValueLayout.JAVA_BYTE, 0));
    }

    /// However short the file was cut, opening it says so.
    @Test void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(MODELS.resolve("llama-bf16-sharded/model-00001-of-00004.safetensors"));
        Path cut = folder.resolve("cut.safetensors");
        for (int size = 0; size < whole.length; size += size < 1200 ? 7 : 997) {
            Files.write(cut, Arrays.copyOf(whole, size));
            String message = error(cut);
            assertTrue(message.startsWith(cut + ": damaged or truncated: "), message);
            assertTrue(message.contains(String.valueOf(size)) || message.contains(" after the header"), message);
        }
    }

    @Test void anyByteOfTheHeaderMayBeWrongWithoutACrash() throws IOException {
        byte[] whole = Files.readAllBytes(MODELS.resolve("llama-bf16-sharded/model-00001-of-00004.safetensors"));
        int header = 8 + ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
        Path damaged = folder.resolve("damaged.safetensors");
        for (int at = 0; at < header; at += 3) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << at % 8);
            Files.write(damaged, bytes);
            try (Safetensors weights = Safetensors.open(damaged)) {
                // A changed letter of a name is a valid file; its tensors must still lie within it.
                for (String name : weights.names()) weights.get(name);
            } catch (UserError e) {
                assertTrue(e.getMessage().startsWith(damaged.toString()), e.getMessage());
            }
        }
    }

    @Test void aDamagedHeaderIsNamed() throws IOException {
        String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        check("{" + a, 8, "not valid JSON");
        check("[1]", 0, "expected a JSON object, got a JSON array");
        check("{" + a + "," + a + "}", 8, "Duplicate");
        check("{\"__metadata__\":{\"x\":1}," + a + "}", 8, "__metadata__ value of x is 1, expected a text");
        check("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "tensor a: the header gives no dtype");
        check(entry("F33", "[2]", "[0,8]"), 8, "tensor a: unknown dtype F33; the format has [BOOL, F4");
        check(entry("F32", "2", "[0,8]"), 8, "tensor a: the header gives no shape");
        check(entry("F32", "[-2]", "[0,8]"), 8, "shape is [-2], expected whole numbers of at least 0");
        check(entry("F32", "[2.0]", "[0,8]"), 8, "shape is [2.0], expected whole numbers");
        check(entry("F32", "[4611686018427387904,4]", "[0,8]"), 8, "is larger than any file");
        check(entry("F32", "[99999999999999999999]", "[0,8]"), 8, "expected whole numbers");
        check(entry("F32", "[2]", "[8,0]"), 8, "data_offsets are [8, 0], expected [begin, end]");
        check(entry("F32", "[3]", "[0,8]"), 8, "shape [3] of F32 needs 12 bytes, data_offsets [0, 8] give 8");
        check(entry("F4", "[3]", "[0,1]"), 1, "does not fill whole bytes");
    }

    @Test void tensorsMustFollowEachOtherAndFillTheFile() throws IOException {
        String two = "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":%s}}";
        check(two.formatted("[2,6]"), 8, "tensor b begins at byte 2 of the data, expected 4");
        check(two.formatted("[6,10]"), 10, "tensor b begins at byte 6 of the data, expected 4");
        check(two.formatted("[0,4]"), 8, "tensor b begins at byte 0 of the data, expected 4");
        check(two.formatted("[4,8]"), 7, "its tensors need 8 bytes, the file has 7");
        check(two.formatted("[4,8]"), 9, "1 bytes after the last tensor");
    }

    @Test void anAbsurdHeaderLengthIsNotAllocated() throws IOException {
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001}) {
            Path file = folder.resolve("x.safetensors");
            Files.write(file, ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
            assertTrue(error(file).contains("header length " + Long.toUnsignedString(length) + " is above"));
        }
    }

    @Test void anUnsupportedTypeMattersOnlyWhenItIsAskedFor() throws IOException {
        Path file = folder.resolve("f8.safetensors");
        Files.write(file, file(entry("F8_E4M3", "[8]", "[0,8]"), 8));
        try (Safetensors weights = Safetensors.open(file)) {
            assertArrayEquals(new long[] {8}, weights.shapes().get("a"));
            assertEquals(file + ": tensor a is stored as F8_E4M3, which Hone does not read; it reads F32, F16, BF16, F64, I64, I32, I16, I8, U8 and BOOL",
                    assertThrows(UserError.class, () -> weights.get("a")).getMessage());
        }
    }

    @Test void indexAndShardsMustTellTheSame() throws IOException {
        Path index = folder.resolve("model.safetensors.index.json");
        Files.write(folder.resolve("1.safetensors"), file(entry("U8", "[1]", "[0,1]"), 1));
        Files.write(folder.resolve("2.safetensors"), file(entry("U8", "[1]", "[0,1]").replace("\"a\"", "\"b\""), 1));
        checkIndex(index, "{\"a\":\"1.safetensors\",\"b\":\"3.safetensors\"}", "names the shard 3.safetensors, which is not there");
        checkIndex(index, "{\"a\":\"1.safetensors\",\"c\":\"2.safetensors\"}", "says that tensor c is in 2.safetensors, but that file does not have it");
        checkIndex(index, "{\"a\":\"../1.safetensors\"}", "expected the name of a .safetensors file beside it");
        checkIndex(index, "{\"a\":\"1.bin\"}", "expected the name of a .safetensors file beside it");
        checkIndex(index, "[]", "has no weight_map object");
        Files.write(folder.resolve("2.safetensors"), file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2));
        checkIndex(index, "{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\"}", "has tensor a, which model.safetensors.index.json places in 1.safetensors");
        checkIndex(index, "{\"b\":\"2.safetensors\"}", "has tensor a, which model.safetensors.index.json does not list");
    }

    @Test void aFolderWithoutWeightsIsNamed() {
        assertEquals(folder + ": no weights: neither model.safetensors nor model.safetensors.index.json is there", error(folder));
        assertEquals(folder.resolve("x") + ": no such file", error(folder.resolve("x")));
    }

    private void checkIndex(Path index, String weightMap, String expected) throws IOException {
        Files.writeString(index, "{\"metadata\":{},\"weight_map\":" + weightMap + "}");
        String message = error(folder);
        assertTrue(message.contains(expected), message);
    }

    private static String entry(String dtype, String shape, String offsets) {
        return "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    private void check(String header, int dataBytes, String expected) throws IOException {
        Path file = folder.resolve("bad.safetensors");
        Files.write(file, file(header, dataBytes));
        String message = error(file);
        assertTrue(message.startsWith(file.toString()), message);
        assertTrue(message.contains(expected), message);
    }

    private static String error(Path file) {
        return assertThrows(UserError.class, () -> Safetensors.open(file).close()).getMessage();
    }

    private static byte[] file(String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).array();
    }
}
