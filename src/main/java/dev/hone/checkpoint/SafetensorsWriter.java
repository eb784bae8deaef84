package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Writes weights as safetensors, byte for byte as the Python library does, so that every reader of the ecosystem opens them.
/// Files appear under their names only when all of them are complete and on the disk, the index last.
public final class SafetensorsWriter {
    /// Where a checkpoint is cut into shards, in bytes: the hub's usual 5 GB (10^9).
    public static final long MAX_SHARD_SIZE = 5_000_000_000L;
    private static final Map<String, String> FORMAT = Map.of("format", "pt");
    /// Bytes handed to the system at once; more would only take memory for its copy.
    private static final int PIECE = 1 << 23;

    private SafetensorsWriter() {}

    /// Writes a model's weights into a folder that exists: `model.safetensors`, or shards and their index when there is
    /// more than `maxShardSize` bytes. Weights written there before are replaced.
    /// @param tensors in the model's order, which decides what shares a shard; a tied tensor is listed once
    public static void writeFolder(Path folder, List<TensorSource> tensors, long maxShardSize) {
        if (maxShardSize < 1) throw new UserError("max_shard_size is " + maxShardSize + ", expected at least 1 byte");
        checkNames(tensors);
        checkSpace(folder, tensors);
        Map<String, List<TensorSource>> files = name(shards(tensors, maxShardSize));
        try (Drafts drafts = new Drafts()) {
            for (var file : files.entrySet()) draft(drafts, folder.resolve(file.getKey()), file.getValue(), FORMAT);
            if (files.size() > 1) drafts.add(folder.resolve(Safetensors.INDEX_FILE), index(files));
            hideOldIndex(folder, files.keySet());
            drafts.publish();
            deleteOld(folder, files.keySet());
        } catch (IOException e) {
            throw Drafts.failed(folder, e);
        }
    }

    /// Writes one file, such as an adapter's `adapter_model.safetensors`.
    public static void writeFile(Path file, List<TensorSource> tensors, Map<String, String> metadata) {
        checkNames(tensors);
        checkSpace(file.toAbsolutePath().getParent(), tensors);
        try (Drafts drafts = new Drafts()) {
            draft(drafts, file.toAbsolutePath(), tensors, metadata);
            drafts.publish();
        } catch (IOException e) {
            throw Drafts.failed(file, e);
        }
    }

    /// A size as users write `max_shard_size`: a number of bytes, or of KB, MB, GB (powers of 1000) or KiB, MiB, GiB.
    public static long parseSize(String text) {
        var match = java.util.regex.Pattern.compile("(\\d{1,12})\\s*([KMGT]i?)?B?", java.util.regex.Pattern.CASE_INSENSITIVE).matcher(text.strip());
        if (!match.matches()) throw new UserError("max_shard_size is " + text + ", expected a size such as 5GB, 500MB or 2GiB");
        String unit = match.group(2) == null ? "" : match.group(2).toUpperCase(Locale.ROOT);
        long factor = 1;
        for (int i = 0; !unit.isEmpty() && i <= "KMGT".indexOf(unit.charAt(0)); i++) factor *= unit.length() == 2 ? 1024 : 1000;
        try {
            return Math.multiplyExact(Long.parseLong(match.group(1)), factor);
        } catch (ArithmeticException e) {
            throw new UserError("max_shard_size is " + text + ", larger than any file", e);
        }
    }

    /// A tensor goes to the file at hand while it fits; one that is larger than a whole file gets its own.
    /// This is the cut of huggingface_hub's `split_torch_state_dict_into_shards`.
    private static List<List<TensorSource>> shards(List<TensorSource> tensors, long maxShardSize) {
        List<List<TensorSource>> shards = new ArrayList<>();
        List<TensorSource> current = new ArrayList<>();
        long size = 0;
        for (TensorSource tensor : tensors) {
            if (tensor.byteSize() > maxShardSize) {
                shards.add(List.of(tensor));
                continue;
            }
            if (size + tensor.byteSize() > maxShardSize) {
                shards.add(current);
                current = new ArrayList<>();
                size = 0;
            }
            current.add(tensor);
            size += tensor.byteSize();
        }
        if (!current.isEmpty() || shards.isEmpty()) shards.add(current);
        return shards;
    }

    private static Map<String, List<TensorSource>> name(List<List<TensorSource>> shards) {
        if (shards.size() == 1) return Map.of(Safetensors.SINGLE_FILE, shards.getFirst());
        Map<String, List<TensorSource>> files = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++)
            files.put(String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size()), shards.get(i));
        return files;
    }

    private static void draft(Drafts drafts, Path file, List<TensorSource> tensors, Map<String, String> metadata) throws IOException {
        List<TensorSource> ordered = inFileOrder(tensors);
        try (FileChannel channel = drafts.add(file)) {
            write(channel, ByteBuffer.wrap(header(ordered, metadata)));
            for (TensorSource tensor : ordered) write(channel, tensor);
            channel.force(true);
        }
    }

    /// Wider numbers first, so that each tensor begins at a multiple of its number's size.
    private static List<TensorSource> inFileOrder(Collection<TensorSource> tensors) {
        Comparator<TensorSource> byType = Comparator.comparing(tensor -> StoredType.of(tensor.dtype()));
        return tensors.stream().sorted(byType.reversed().thenComparing(
                tensor -> tensor.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)).toList();
    }

    private static byte[] header(List<TensorSource> tensors, Map<String, String> metadata) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!metadata.isEmpty()) json.put("__metadata__", new TreeMap<>(metadata));
        long position = 0;
        for (TensorSource tensor : tensors) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", tensor.dtype().safetensorsName());
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", new long[] {position, position + tensor.byteSize()});
            json.put(tensor.name(), entry);
            position += tensor.byteSize();
        }
        byte[] text = Json.MAPPER.writeValueAsBytes(json);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(text);
        while (header.hasRemaining()) header.put((byte) ' ');
        return header.array();
    }

    private static void write(FileChannel channel, TensorSource tensor) throws IOException {
        try (Arena scratch = Arena.ofShared()) {
            MemorySegment bytes = tensor.bytes().in(scratch);
            if (bytes.byteSize() != tensor.byteSize()) throw new IllegalStateException(tensor.name() + ": shape "
                    + Arrays.toString(tensor.shape()) + " needs " + tensor.byteSize() + " bytes, got " + bytes.byteSize());
            for (long at = 0; at < bytes.byteSize(); at += PIECE)
                write(channel, bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at)).asByteBuffer());
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    private static byte[] index(Map<String, List<TensorSource>> files) {
        long parameters = 0;
        long size = 0;
        Map<String, String> weightMap = new TreeMap<>();
        for (var file : files.entrySet()) {
            for (TensorSource tensor : file.getValue()) {
                parameters += tensor.count();
                size += tensor.byteSize();
                weightMap.put(tensor.name(), file.getKey());
            }
        }
        Map<String, Object> index = new TreeMap<>();
        index.put("metadata", new TreeMap<>(Map.of("total_parameters", parameters, "total_size", size)));
        index.put("weight_map", weightMap);
        return Json.pretty(index);
    }

    private static void checkNames(List<TensorSource> tensors) {
        Set<String> seen = new HashSet<>();
        for (TensorSource tensor : tensors)
            if (!seen.add(tensor.name())) throw new IllegalArgumentException("tensor " + tensor.name() + " is listed twice");
    }

    private static void checkSpace(Path folder, List<TensorSource> tensors) {
        if (!Files.isDirectory(folder)) throw new UserError(folder + ": no such folder to write weights to");
        long needed = tensors.stream().mapToLong(TensorSource::byteSize).sum();
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            // Some file systems report 0 for "unknown"; there the write itself has to tell.
            if (free > 0 && free < needed) throw new UserError(folder + ": the weights need " + needed + " bytes, the disk has " + free + " free");
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be written to (" + e + ")", e);
        }
    }

    /// An old index over shards that are being replaced would pass off a mixture of old and new weights as a model. Without
    /// it a reader that comes between finds no weights, and says so.
    private static void hideOldIndex(Path folder, Set<String> newFiles) throws IOException {
        boolean replaces = false;
        for (String name : newFiles) replaces |= !name.equals(Safetensors.SINGLE_FILE) && Files.exists(folder.resolve(name));
        if (replaces) Files.deleteIfExists(folder.resolve(Safetensors.INDEX_FILE));
    }

    private static void deleteOld(Path folder, Set<String> newFiles) throws IOException {
        if (newFiles.size() == 1) Files.deleteIfExists(folder.resolve(Safetensors.INDEX_FILE));
        else Files.deleteIfExists(folder.resolve(Safetensors.SINGLE_FILE));
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, "model-[0-9]*-of-[0-9]*.safetensors")) {
            for (Path file : old)
                if (!newFiles.contains(file.getFileName().toString())) Files.delete(file);
        }
    }
}
