package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {
    /// Random blocks of every quantisation, and what the Python package gguf makes of them (tools/golden/gguf_fixtures.py).
    private static final Path BLOCKS = Path.of("src/test/resources/gguf/blocks.gguf");
    private static final Path NUMBERS = Path.of("src/test/resources/gguf/blocks.safetensors");
    @TempDir Path folder;

    @Test void everyQuantisationGivesTheNumbersOfThePythonPackageToTheLastBit() {
        try (Gguf gguf = Gguf.open(BLOCKS); Safetensors expected = Safetensors.open(NUMBERS)) {
            long readable = Arrays.stream(GgufType.values()).filter(type -> type.reader().isPresent()).count();
            assertEquals(readable, gguf.tensors().size());
            gguf.tensors().forEach((name, tensor) -> {
                assertEquals(name, tensor.type().name());
                assertArrayEquals(expected.get(name).shape(), tensor.shape());
                MemorySegment numbers = MemorySegment.ofArray(tensor.toFloats());
                assertEquals(-1, expected.get(name).bytes().mismatch(numbers), name);
            });
        }
    }

    @Test void rowsCanBeReorderedShiftedAndNarrowed() {
        try (Gguf gguf = Gguf.open(BLOCKS)) {
            GgufTensor tensor = gguf.tensors().get("Q4_1");             // 3 rows of 96
            float[] whole = tensor.toFloats();
            byte[] out = new byte[2 * 96 * 2];
            tensor.writeRows(1, 2, row -> 1 - row, 1f, DType.BFLOAT16, MemorySegment.ofArray(out));
            short first = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).getShort(0);
            short second = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).getShort(96 * 2);
            assertEquals(FloatFormat.toBfloat16(whole[2 * 96] + 1), first);
            assertEquals(FloatFormat.toBfloat16(whole[96] + 1), second);
        }
    }

    @Test void everyKindOfMetadataIsRead() {
        try (Gguf gguf = Gguf.open(BLOCKS)) {
            GgufMetadata metadata = gguf.metadata();
            assertEquals("llama", metadata.text("general.architecture"));
            assertEquals(200, metadata.integer("test.u8"));
            assertEquals(-5, metadata.integer("test.i8"));
            assertEquals(60_000, metadata.integer("test.u16"));
            assertEquals(-30_000, metadata.integer("test.i16"));
            assertEquals(4_000_000_000L, metadata.integer("test.u32"));
            assertEquals(-2_000_000_000, metadata.integer("test.i32"));
            assertEquals(1L << 40, metadata.integer("test.u64"));
            assertEquals(-(1L << 40), metadata.integer("test.i64"));
            assertEquals(1e-5, metadata.number("test.f32"));            // not 9.999999747378752e-06
            assertEquals(1e-5, metadata.number("test.f64"));
            assertTrue(metadata.flag("test.bool", false));
            assertEquals("Grüße 🌍", metadata.text("test.text"));
            assertEquals(List.of("a", "", "ü"), metadata.texts("test.texts"));
            assertEquals(List.of(1L, -2L, 3L), metadata.integers("test.ints"));
            assertEquals(List.of(0.1, 0.25), metadata.numbers("test.floats"));
            assertEquals(BLOCKS + ": metadata has no test.none, which should be a text",
                    assertThrows(UserError.class, () -> metadata.text("test.none")).getMessage());
            assertEquals(BLOCKS + ": metadata test.u8 is 200, expected a text",
                    assertThrows(UserError.class, () -> metadata.text("test.u8")).getMessage());
        }
    }

    @Test void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(BLOCKS);
        Path cut = folder.resolve("cut.gguf");
        for (int size = 0; size < whole.length - 31; size += size < 1500 ? 3 : 101) {
            Files.write(cut, Arrays.copyOf(whole, size));
            String message = error(cut);
            assertTrue(message.startsWith(cut + ": damaged or truncated: "), message);
        }
    }

    @Test void anyByteOfTheHeaderMayBeWrongWithoutACrash() throws IOException {
        byte[] whole = Files.readAllBytes(BLOCKS);
        Path damaged = folder.resolve("damaged.gguf");
        for (int at = 0; at < 1500; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) 0x81;
            Files.write(damaged, bytes);
            try (Gguf gguf = Gguf.open(damaged)) {
                gguf.tensors().values().forEach(tensor -> {
                    if (tensor.type().reader().isPresent()) tensor.toFloats();
                });
            } catch (UserError e) {
                assertTrue(e.getMessage().startsWith(damaged.toString()), e.getMessage());
            }
        }
    }

    @Test void hostileHeadersAreNamedAndNotAllocated() throws IOException {
        check(new Bytes().ascii("GGML").int32(3).int64(0).int64(0), "not a GGUF file");
        check(new Bytes().ascii("GGUF").int32(1).int64(0).int64(0), "GGUF version 1; Hone reads 2 and 3");
        check(new Bytes().ascii("GGUF").int32(3 << 24).int64(0).int64(0), "a big-endian file");
        check(header(Long.MAX_VALUE, 0), "tensor count is 9223372036854775807, but only");
        check(header(0, -1), "metadata count is 18446744073709551615, but only");
        check(header(0, 1).int64(Long.MAX_VALUE).pad(), "length of metadata key 0 is 9223372036854775807");
        check(header(0, 1).text("k").int32(13).pad(), "metadata k has type 13");
        check(header(0, 1).text("k").int32(9).int32(4).int64(1L << 60).pad(), "length of k is 1152921504606846976");
        check(header(0, 1).text("k").int32(9).int32(77).int64(1).pad(), "metadata k has elements of type 77");
        check(header(0, 2).text("k").int32(7).int8(1).text("k").int32(7).int8(1).pad(), "metadata k is given twice");
        Bytes nested = header(0, 1).text("k").int32(9);
        for (int i = 0; i < 6; i++) nested.int32(9).int64(1);
        check(nested.pad(), "nested deeper than 4");
        check(header(0, 1).text("general.alignment").int32(4).int32(24).pad(), "general.alignment is 24, expected a power of two");
        check(header(1, 0).text("t").int32(9).pad(), "tensor t has 9 axes");
        check(header(1, 0).text("t").int32(2).int64(1L << 40).int64(1L << 40).int32(0).int64(0).pad(), "larger than any file");
        check(header(1, 0).text("t").int32(2).int64(-1).int64(0).int32(0).int64(0).pad(), "larger than any file");
        check(header(1, 0).text("t").int32(1).int64(33).int32(8).int64(0).pad(), "tensor t has rows of 33 numbers, but Q8_0 needs a multiple of 32");
        check(header(1, 0).text("t").int32(1).int64(1).int32(99).int64(0).pad(), "unknown quantisation 99; Hone reads F32, F16, BF16, Q4_0");
        check(header(1, 0).text("t").int32(1).int64(1).int32(0).int64(7).pad(), "begins at byte 7 of the data, expected a multiple of 32");
        check(header(1, 0).text("t").int32(1).int64(999).int32(0).int64(0).pad(), "tensor t ends at byte ");
        check(header(1, 0).text("t").int32(1).int64(1).int32(0).int64(1L << 62).pad(), "damaged or truncated: tensor t ends at byte");
        check(header(2, 0).tensor("t", 8, 0).tensor("t", 8, 32).pad(), "tensor t is given twice");
        check(header(2, 0).tensor("t", 9, 0).tensor("u", 8, 32).pad(), "tensors t and u overlap");
    }

    @Test void anUnsupportedQuantisationMattersOnlyWhenItIsAskedFor() throws IOException {
        Path file = write(header(1, 0).text("t").int32(1).int64(32).int32(20).int64(0).pad());
        try (Gguf gguf = Gguf.open(file)) {
            assertEquals(file + ": tensor t is quantised as IQ4_NL, which Hone cannot read; it reads F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, "
                    + "Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K", assertThrows(UserError.class, () -> gguf.tensors().get("t").toFloats()).getMessage());
        }
    }

    private void check(Bytes bytes, String expected) throws IOException {
        String message = error(write(bytes));
        assertTrue(message.contains(expected), message);
    }

    private Path write(Bytes bytes) throws IOException {
        return Files.write(folder.resolve("x.gguf"), bytes.out.toByteArray());
    }

    private static String error(Path file) {
        return assertThrows(UserError.class, () -> Gguf.open(file).close()).getMessage();
    }

    private static Bytes header(long tensors, long values) {
        return new Bytes().ascii("GGUF").int32(3).int64(tensors).int64(values);
    }

    /// Little-endian bytes, as a GGUF file has them.
    private record Bytes(ByteArrayOutputStream out) {
        Bytes() {
            this(new ByteArrayOutputStream());
        }

        Bytes ascii(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        Bytes int8(int value) {
            out.write(value);
            return this;
        }

        Bytes int32(int value) {
            out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
            return this;
        }

        Bytes int64(long value) {
            out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
            return this;
        }

        Bytes text(String text) {
            return int64(text.length()).ascii(text);
        }

        /// A row of float32.
        Bytes tensor(String name, int length, long offset) {
            return text(name).int32(1).int64(length).int32(0).int64(offset);
        }

        /// Room for the data.
        Bytes pad() {
            out.writeBytes(new byte[128]);
            return this;
        }
    }
}
