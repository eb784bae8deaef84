package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A GGUF file, llama.cpp's model format, versions 2 and 3: metadata (with the tokenizer) and mostly quantised tensors.
/// Opening checks every length, count and offset against the file's size; the tensors are mapped, not read.
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
public final class Gguf implements AutoCloseable {
    private static final int MAGIC = 0x46554747;                    // "GGUF", little-endian
    private static final int DEEPEST_LIST = 4;
    private static final int MOST_AXES = 4;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /// Fewest bytes that a value of each type takes, by its number in the format.
    private static final int[] SMALLEST = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

    /// What the file says of a tensor, before the data section's place is known.
    private record Info(String name, GgufType type, long[] shape, long offset, long byteSize) {}

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private long position;
    private GgufMetadata metadata;
    private Map<String, GgufTensor> tensors;

    private Gguf(Path path, Arena arena, MemorySegment file) {
        this.path = path;
        this.arena = arena;
        this.file = file;
    }

    public static Gguf open(Path path) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (Files.isDirectory(path)) throw new UserError(path + ": is a folder, expected a GGUF file");
            if (channel.size() < 24) throw new UserError(path + ": damaged or truncated: " + channel.size() + " bytes, a GGUF file has at least 24");
            Gguf gguf = new Gguf(path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            gguf.read();
            return gguf;
        } catch (NoSuchFileException e) {
            arena.close();
            throw new UserError(path + ": no such file", e);
        } catch (IOException e) {
            arena.close();
            throw new UserError(path + ": cannot be read (" + e + ")", e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// Whether a file begins as GGUF files do.
    public static boolean looksLike(Path path) {
        try (var in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(4), new byte[] {'G', 'G', 'U', 'F'});
        } catch (IOException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    public GgufMetadata metadata() {
        return metadata;
    }

    /// Tensors by name, in file order; valid until [#close].
    public Map<String, GgufTensor> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        arena.close();
    }

    private void read() {
        if (int32("magic") != MAGIC) throw new UserError(path + ": not a GGUF file: it does not begin with \"GGUF\"");
        int version = int32("version");
        if (version != 2 && version != 3) throw new UserError(path + ": GGUF version " + versionText(version)
                + "; Hone reads 2 and 3, little-endian");
        long tensorCount = count("tensor count", 24);
        long valueCount = count("metadata count", 13);
        metadata = new GgufMetadata(path, Collections.unmodifiableMap(values(valueCount)));
        List<Info> infos = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) infos.add(info());
        tensors = Collections.unmodifiableMap(place(infos));
    }

    private static String versionText(int version) {
        return (version & 0xFFFF) == 0 ? "with swapped bytes (a big-endian file)" : Integer.toUnsignedString(version);
    }

    private Map<String, Object> values(long count) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            String key = text("metadata key " + i);
            Object value = value(int32("type of " + key), key, 0);
            if (values.put(key, value) != null) throw new UserError(path + ": metadata " + key + " is given twice");
        }
        return values;
    }

    private Object value(int type, String key, int depth) {
        return switch (type) {
            case 0 -> (long) (int8(key) & 0xFF);
            case 1 -> (long) int8(key);
            case 2 -> (long) (int16(key) & 0xFFFF);
            case 3 -> (long) int16(key);
            case 4 -> int32(key) & 0xFFFFFFFFL;
            case 5 -> (long) int32(key);
            // By its shortest text, so that 1e-5 stays 1e-5 and does not become 9.999999747378752e-06.
            case 6 -> Double.parseDouble(Float.toString(Float.intBitsToFloat(int32(key))));
            case 7 -> int8(key) != 0;
            case 8 -> text(key);
            case 9 -> list(key, depth);
            case 10, 11 -> int64(key);
            case 12 -> Double.longBitsToDouble(int64(key));
            default -> throw new UserError(path + ": metadata " + key + " has type " + Integer.toUnsignedString(type)
                    + "; the format has types 0 to 12");
        };
    }

    private List<Object> list(String key, int depth) {
        if (depth >= DEEPEST_LIST) throw new UserError(path + ": metadata " + key + " has lists nested deeper than " + DEEPEST_LIST);
        int type = int32("element type of " + key);
        if (type < 0 || type >= SMALLEST.length) throw new UserError(path + ": metadata " + key + " has elements of type "
                + Integer.toUnsignedString(type) + "; the format has types 0 to 12");
        long count = count("length of " + key, SMALLEST[type]);
        List<Object> list = new ArrayList<>();
        for (long i = 0; i < count; i++) list.add(value(type, key, depth + 1));
        return Collections.unmodifiableList(list);
    }

    private Info info() {
        String name = text("tensor name");
        int axes = int32("axes of " + name);
        if (axes < 0 || axes > MOST_AXES) throw new UserError(path + ": tensor " + name + " has " + Integer.toUnsignedString(axes)
                + " axes, expected at most " + MOST_AXES);
        long[] shape = new long[axes];
        for (int i = axes - 1; i >= 0; i--) shape[i] = int64("shape of " + name);
        int id = int32("type of " + name);
        GgufType type = GgufType.of(id).orElseThrow(() -> new UserError(path + ": tensor " + name + " has the unknown quantisation "
                + Integer.toUnsignedString(id) + "; Hone reads " + GgufType.readable()));
        return new Info(name, type, shape, int64("offset of " + name), byteSize(name, type, shape));
    }

    private long byteSize(String name, GgufType type, long[] shape) {
        long count = 1;
        for (long side : shape) {
            if (side < 0 || side != 0 && count > Long.MAX_VALUE / 8 / side) throw new UserError(path + ": tensor " + name + " has the shape "
                    + Arrays.toString(shape) + ", larger than any file");
            count *= side;
        }
        long row = shape.length == 0 ? 1 : shape[shape.length - 1];
        if (row % type.block() != 0) throw new UserError(path + ": tensor " + name + " has rows of " + row + " numbers, but " + type
                + " needs a multiple of " + type.block());
        return count / type.block() * type.bytes();
    }

    /// The data section begins at the next multiple of the alignment; there every tensor must lie within the file, alone.
    private Map<String, GgufTensor> place(List<Info> infos) {
        long alignment = metadata.integer("general.alignment", 32);
        if (alignment <= 0 || alignment > 1 << 30 || Long.bitCount(alignment) != 1) throw new UserError(path
                + ": general.alignment is " + alignment + ", expected a power of two");
        long start = (position + alignment - 1) / alignment * alignment;
        long available = file.byteSize() - start;
        Map<String, GgufTensor> placed = new LinkedHashMap<>();
        for (Info info : infos) {
            if (info.offset() < 0 || info.offset() % alignment != 0) throw new UserError(path + ": tensor " + info.name() + " begins at byte "
                    + Long.toUnsignedString(info.offset()) + " of the data, expected a multiple of " + alignment);
            if (info.offset() > available || info.byteSize() > available - info.offset()) throw new UserError(path + ": damaged or truncated: tensor "
                    + info.name() + " ends at byte " + (start + info.offset() + info.byteSize()) + ", the file has " + file.byteSize());
            var tensor = new GgufTensor(path, info.name(), info.type(), info.shape(), file.asSlice(start + info.offset(), info.byteSize()));
            if (placed.put(info.name(), tensor) != null) throw new UserError(path + ": tensor " + info.name() + " is given twice");
        }
        checkNoOverlap(infos);
        return placed;
    }

    private void checkNoOverlap(List<Info> infos) {
        List<Info> inOrder = infos.stream().sorted(Comparator.comparingLong(Info::offset).thenComparingLong(Info::byteSize)).toList();
        for (int i = 1; i < inOrder.size(); i++) {
            Info before = inOrder.get(i - 1);
            if (before.offset() + before.byteSize() > inOrder.get(i).offset()) throw new UserError(path + ": tensors " + before.name()
                    + " and " + inOrder.get(i).name() + " overlap");
        }
    }

    private byte int8(String what) {
        return file.get(ValueLayout.JAVA_BYTE, take(1, what));
    }

    private short int16(String what) {
        return file.get(SHORT, take(2, what));
    }

    private int int32(String what) {
        return file.get(INT, take(4, what));
    }

    private long int64(String what) {
        return file.get(LONG, take(8, what));
    }

    private String text(String what) {
        int length = (int) count("length of " + what, 1);
        return new String(file.asSlice(take(length, what), length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// A count of things that take at least `smallest` bytes each: more than the rest of the file has room for is damage,
    /// and must not be allocated.
    private long count(String what, int smallest) {
        long count = int64(what);
        long rest = file.byteSize() - position;
        if (count < 0 || count > rest / smallest || smallest == 1 && count > Integer.MAX_VALUE) throw new UserError(path
                + ": damaged or truncated: " + what + " is " + Long.toUnsignedString(count) + ", but only " + rest + " bytes follow");
        return count;
    }

    private long take(long bytes, String what) {
        long at = position;
        if (bytes > file.byteSize() - at) throw new UserError(path + ": damaged or truncated: the file ends at byte " + file.byteSize()
                + ", in the " + what);
        position = at + bytes;
        return at;
    }
}
