package dev.hone.checkpoint;

import dev.hone.tensor.StoredTensor;
import dev.hone.model.Weights;
import dev.hone.settings.UserError;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The weights of a model: one safetensors file, or all shards of a folder as if they were one.
/// Opening checks every header and size but reads no weights; they are mapped, and the system loads what is touched.
public final class Safetensors implements Weights, AutoCloseable {
    /// The names that transformers gives; a folder with both has the single file read, as there.
    public static final String SINGLE_FILE = "model.safetensors";
    public static final String INDEX_FILE = "model.safetensors.index.json";

    private final Arena arena;
    private final Map<String, SafetensorsFile> fileOf;
    private final Map<String, String> metadata;

    private Safetensors(Arena arena, Map<String, SafetensorsFile> fileOf, Map<String, String> metadata) {
        this.arena = arena;
        this.fileOf = Collections.unmodifiableMap(fileOf);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /// @param path a safetensors file, or a folder with `model.safetensors` or `model.safetensors.index.json`
    public static Safetensors open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            return open(path, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static Safetensors open(Path path, Arena arena) {
        if (!Files.isDirectory(path)) return single(path, arena);
        Path single = path.resolve(SINGLE_FILE);
        if (Files.exists(single)) return single(single, arena);
        Path index = path.resolve(INDEX_FILE);
        if (Files.exists(index)) return sharded(index, arena);
        throw new UserError(path + ": no weights: neither " + SINGLE_FILE + " nor " + INDEX_FILE + " is there");
    }

    private static Safetensors single(Path path, Arena arena) {
        SafetensorsFile file = SafetensorsFile.open(path, arena);
        Map<String, SafetensorsFile> fileOf = new LinkedHashMap<>();
        file.entries().keySet().forEach(name -> fileOf.put(name, file));
        return new Safetensors(arena, fileOf, file.metadata());
    }

    private static Safetensors sharded(Path index, Arena arena) {
        Map<String, SafetensorsFile> files = new TreeMap<>();
        Map<String, String> weightMap = weightMap(index);
        for (String shard : new java.util.TreeSet<>(weightMap.values())) {
            Path path = index.resolveSibling(shard);
            if (!Files.exists(path)) throw new UserError(index + ": names the shard " + shard + ", which is not there; "
                    + "get the file again, or the whole folder");
            files.put(shard, SafetensorsFile.open(path, arena));
        }
        Map<String, SafetensorsFile> fileOf = new LinkedHashMap<>();
        weightMap.forEach((tensor, shard) -> {
            SafetensorsFile file = files.get(shard);
            if (!file.entries().containsKey(tensor)) throw new UserError(index + ": says that tensor " + tensor + " is in " + shard
                    + ", but that file does not have it");
            fileOf.put(tensor, file);
        });
        checkNothingElse(files.values(), fileOf, index);
        Map<String, String> metadata = files.isEmpty() ? Map.of() : files.values().iterator().next().metadata();
        return new Safetensors(arena, fileOf, metadata);
    }

    /// Index and shards must tell the same: a tensor in two shards has two values, one that the index leaves out has none.
    private static void checkNothingElse(Iterable<SafetensorsFile> files, Map<String, SafetensorsFile> fileOf, Path index) {
        for (SafetensorsFile file : files) {
            for (String tensor : file.entries().keySet()) {
                SafetensorsFile expected = fileOf.get(tensor);
                if (expected == null) throw new UserError(file.path() + ": has tensor " + tensor + ", which " + index.getFileName() + " does not list");
                if (expected != file) throw new UserError(file.path() + ": has tensor " + tensor + ", which "
                        + index.getFileName() + " places in " + expected.path().getFileName() + ": a tensor must be in one place");
            }
        }
    }

    private static Map<String, String> weightMap(Path index) {
        JsonNode json = Json.objectIn(index).path("weight_map");
        if (!json.isObject()) throw new UserError(index + ": has no weight_map object that says in which file each tensor is");
        Map<String, String> weightMap = new LinkedHashMap<>();
        json.properties().forEach(entry -> weightMap.put(entry.getKey(), shardName(index, entry.getKey(), entry.getValue())));
        return weightMap;
    }

    /// A shard lies beside its index; a path that leads elsewhere could make Hone read any file of the machine.
    private static String shardName(Path index, String tensor, JsonNode value) {
        if (!value.isString() || !value.stringValue().matches("[^/\\\\:\\x00]+\\.safetensors"))
            throw new UserError(index + ": the file of tensor " + tensor + " is " + value + ", expected the name of a .safetensors file beside it");
        return value.stringValue();
    }

    /// Names in file order.
    public Set<String> names() {
        return fileOf.keySet();
    }

    @Override
    public boolean has(String name) {
        return fileOf.containsKey(name);
    }

    /// Names and shapes, to compare with what a model expects before anything is read.
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        fileOf.forEach((name, file) -> shapes.put(name, file.entries().get(name).shape().clone()));
        return shapes;
    }

    /// The tensor, mapped; its bytes are valid until [#close].
    @Override
    public StoredTensor get(String name) {
        return fileIn(name).tensor(name);
    }

    /// Where a tensor lies, for messages.
    public Path fileOf(String name) {
        return fileIn(name).path();
    }

    private SafetensorsFile fileIn(String name) {
        SafetensorsFile file = fileOf.get(name);
        if (file == null) throw new UserError("no tensor " + name + " among the " + fileOf.size() + " of this checkpoint");
        return file;
    }

    /// The header's free texts, such as `format: pt`; of the first shard where there are several.
    public Map<String, String> metadata() {
        return metadata;
    }

    /// Unmaps the files; every [StoredTensor] handed out becomes invalid.
    @Override
    public void close() {
        arena.close();
    }
}
