package dev.hone.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes small GGUF files with float32 tensors, for tests.
final class GgufBuilder {
    private record Float32(long[] shape, byte[] bytes) {}

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Float32> tensors = new LinkedHashMap<>();

    /// @param value Long, Double, Boolean, String, or a list of one of these
    GgufBuilder put(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    /// @param shape the slowest axis first
    GgufBuilder tensor(String name, long[] shape, byte[] float32) {
        tensors.put(name, new Float32(shape, float32));
        return this;
    }

    GgufBuilder tensor(String name, long[] shape, float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) bytes.putFloat(number);
        return tensor(name, shape, bytes.array());
    }

    Path write(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(out, 3);
        int64(out, tensors.size());
        int64(out, metadata.size());
        metadata.forEach((key, value) -> {
            text(out, key);
            int32(out, type(value));
            value(out, value);
        });
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            text(out, entry.getKey());
            long[] shape = entry.getValue().shape();
            int32(out, shape.length);
            for (int i = shape.length - 1; i >= 0; i--) int64(out, shape[i]);
            int32(out, 0);
            int64(out, offset);
            offset += aligned(entry.getValue().bytes().length);
        }
        pad(out);
        for (Float32 tensor : tensors.values()) {
            out.writeBytes(tensor.bytes());
            pad(out);
        }
        return Files.write(file, out.toByteArray());
    }

    private static int type(Object value) {
        return switch (value) {
            case Long _ -> 11;
            case Double _ -> 6;
            case Boolean _ -> 7;
            case String _ -> 8;
            case List<?> _ -> 9;
            default -> throw new IllegalArgumentException("" + value);
        };
    }

    private static void value(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case Long number -> int64(out, number);
            case Double number -> int32(out, Float.floatToIntBits(number.floatValue()));
            case Boolean flag -> out.write(flag ? 1 : 0);
            case String text -> text(out, text);
            case List<?> list -> {
                int32(out, list.isEmpty() ? 8 : type(list.getFirst()));
                int64(out, list.size());
                for (Object element : list) value(out, element);
            }
            default -> throw new IllegalArgumentException("" + value);
        }
    }

    private static long aligned(long size) {
        return (size + 31) / 32 * 32;
    }

    private static void pad(ByteArrayOutputStream out) {
        while (out.size() % 32 != 0) out.write(0);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int64(out, utf8.length);
        out.writeBytes(utf8);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    /// The bytes of a checkpoint's tensor.
    static byte[] bytes(Safetensors weights, String name) {
        return weights.get(name).bytes().toArray(ValueLayout.JAVA_BYTE);
    }
}
