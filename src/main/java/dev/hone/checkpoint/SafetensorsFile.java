package dev.hone.checkpoint;

import dev.hone.tensor.StoredTensor;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One safetensors file: 8 bytes of header length, a JSON header that names each tensor's type, shape and byte range, then
/// the bytes without gaps. Everything that the header claims is checked against the file's size before a tensor is handed out.
/// Source: https://github.com/huggingface/safetensors, section "Format".
final class SafetensorsFile {
    private static final int LENGTH_BYTES = 8;
    /// The limit of the Python library, which keeps a damaged length from asking for the machine's memory.
    private static final long LONGEST_HEADER = 100_000_000;

    /// What the header says of a tensor; its bytes are `[begin, end)` after the header.
    record Entry(String name, StoredType type, long[] shape, long begin, long end) {}

    private final Path path;
    private final MemorySegment data;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path path, MemorySegment data, Map<String, Entry> entries, Map<String, String> metadata) {
        this.path = path;
        this.data = data;
        this.entries = entries;
        this.metadata = metadata;
    }

    /// Checks the file and maps it; the mapping lives as long as `arena`.
    static SafetensorsFile open(Path path, Arena arena) {
        if (Files.isDirectory(path)) throw new UserError(path + ": is a folder, expected a safetensors file");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = file.size();
            long headerLength = headerLength(path, file, size);
            byte[] header = read(file, LENGTH_BYTES, (int) headerLength);
            ObjectNode json = Json.object(header, path + ": damaged safetensors header");
            Map<String, String> metadata = metadata(path, json);
            Map<String, Entry> entries = entries(path, json);
            long dataBytes = size - LENGTH_BYTES - headerLength;
            checkLayout(path, entries.values(), dataBytes);
            MemorySegment data = dataBytes == 0 ? MemorySegment.NULL
                    : file.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asSlice(LENGTH_BYTES + headerLength);
            return new SafetensorsFile(path, data, entries, metadata);
        } catch (NoSuchFileException e) {
            throw new UserError(path + ": no such file", e);
        } catch (IOException e) {
            throw new UserError(path + ": cannot be read (" + e + ")", e);
        }
    }

    Path path() {
        return path;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    StoredTensor tensor(String name) {
        Entry entry = entries.get(name);
        var dtype = entry.type().dtype().orElseThrow(() -> new UserError(path + ": tensor " + name + " is stored as " + entry.type()
                + ", which Hone does not read; it reads F32, F16, BF16, F64, I64, I32, I16, I8, U8 and BOOL"));
        return new StoredTensor(name, dtype, entry.shape().clone(), data.asSlice(entry.begin(), entry.end() - entry.begin()));
    }

    private static long headerLength(Path path, FileChannel file, long size) throws IOException {
        if (size < LENGTH_BYTES) throw new UserError(path + ": damaged or truncated: " + size
                + " bytes, but a safetensors file begins with 8 bytes of header length");
        long length = ByteBuffer.wrap(read(file, 0, LENGTH_BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > LONGEST_HEADER) throw new UserError(path + ": not a safetensors file, or damaged: header length "
                + Long.toUnsignedString(length) + " is above the allowed " + LONGEST_HEADER);
        if (length > size - LENGTH_BYTES) throw new UserError(path + ": damaged or truncated: the header needs "
                + (LENGTH_BYTES + length) + " bytes, the file has " + size);
        return length;
    }

    private static byte[] read(FileChannel file, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            int got = file.read(bytes, position + bytes.position());
            if (got < 0) throw new IOException("the file became shorter while it was read");
        }
        return bytes.array();
    }

    private static Map<String, String> metadata(Path path, ObjectNode header) {
        Map<String, String> metadata = new LinkedHashMap<>();
        JsonNode node = header.get("__metadata__");
        if (node == null) return metadata;
        if (!node.isObject()) throw new UserError(path + ": damaged safetensors header: __metadata__ is " + node + ", expected an object of texts");
        node.properties().forEach(entry -> {
            if (!entry.getValue().isString()) throw new UserError(path + ": damaged safetensors header: __metadata__ value of "
                    + entry.getKey() + " is " + entry.getValue() + ", expected a text");
            metadata.put(entry.getKey(), entry.getValue().stringValue());
        });
        return metadata;
    }

    private static Map<String, Entry> entries(Path path, ObjectNode header) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        header.properties().forEach(property -> {
            if (!property.getKey().equals("__metadata__"))
                entries.put(property.getKey(), entry(path + ": tensor " + property.getKey(), property.getKey(), property.getValue()));
        });
        return entries;
    }

    private static Entry entry(String where, String name, JsonNode json) {
        JsonNode dtype = json.path("dtype");
        if (!dtype.isString()) throw new UserError(where + ": the header gives no dtype, got " + json);
        StoredType type = StoredType.named(dtype.stringValue()).orElseThrow(() -> new UserError(where + ": unknown dtype "
                + dtype.stringValue() + "; the format has " + Arrays.toString(StoredType.values())));
        long[] shape = naturals(where, "shape", json);
        long[] offsets = naturals(where, "data_offsets", json);
        if (offsets.length != 2 || offsets[0] > offsets[1]) throw new UserError(where + ": data_offsets are " + Arrays.toString(offsets)
                + ", expected [begin, end] with begin not after end");
        long needed = byteSize(where, type, shape);
        if (offsets[1] - offsets[0] != needed) throw new UserError(where + ": shape " + Arrays.toString(shape) + " of " + type + " needs "
                + needed + " bytes, data_offsets " + Arrays.toString(offsets) + " give " + (offsets[1] - offsets[0]));
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] naturals(String where, String key, JsonNode json) {
        JsonNode list = json.path(key);
        if (!list.isArray()) throw new UserError(where + ": the header gives no " + key + ", got " + json);
        long[] values = new long[list.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = list.get(i);
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0)
                throw new UserError(where + ": " + key + " is " + list + ", expected whole numbers of at least 0");
            values[i] = value.longValue();
        }
        return values;
    }

    private static long byteSize(String where, StoredType type, long[] shape) {
        try {
            long bits = type.bits();
            for (long side : shape) bits = Math.multiplyExact(bits, side);
            if (bits % 8 != 0) throw new UserError(where + ": shape " + Arrays.toString(shape) + " of " + type + " does not fill whole bytes");
            return bits / 8;
        } catch (ArithmeticException e) {
            throw new UserError(where + ": shape " + Arrays.toString(shape) + " is larger than any file", e);
        }
    }

    /// Tensors must cover the data from first to last byte, once: a gap can hide bytes, an overlap lets one tensor change another.
    private static void checkLayout(Path path, Iterable<Entry> entries, long dataBytes) {
        List<Entry> inOrder = new ArrayList<>();
        entries.forEach(inOrder::add);
        inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long position = 0;
        for (Entry entry : inOrder) {
            if (entry.begin() != position) throw new UserError(path + ": tensor " + entry.name() + " begins at byte " + entry.begin()
                    + " of the data, expected " + position + ": tensors must follow each other without gap or overlap");
            position = entry.end();
        }
        if (position > dataBytes) throw new UserError(path + ": damaged or truncated: its tensors need " + position + " bytes, the file has "
                + dataBytes + " after the header");
        if (position < dataBytes) throw new UserError(path + ": has " + (dataBytes - position) + " bytes after the last tensor, expected none");
    }
}
