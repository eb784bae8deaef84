package dev.hone.checkpoint;

import dev.hone.model.LoraPlan;
import dev.hone.model.Weights;
import dev.hone.model.layer.Lora;
import dev.hone.model.layer.Parameter;
import dev.hone.settings.UserError;
import dev.hone.tensor.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A LoRA adapter in PEFT's format: `adapter_config.json` and `adapter_model.safetensors`. It is a plan for training it
/// further; [MergedWeights] works it into a model.
public final class PeftAdapter implements LoraPlan, AutoCloseable {
    public static final String WEIGHTS = "adapter_model.safetensors";
    /// Stands before every name in the file: PEFT's wrapper, and the model in it.
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String MAGNITUDE = ".lora_magnitude_vector";

    private final Path folder;
    private final PeftConfig config;
    private final Safetensors file;
    /// Under their names in the model.
    private final Map<String, StoredTensor> tensors;

    private PeftAdapter(Path folder, PeftConfig config, Safetensors file, Map<String, StoredTensor> tensors) {
        this.folder = folder;
        this.config = config;
        this.file = file;
        this.tensors = tensors;
    }

    /// Whether a folder holds an adapter and not a model.
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(HfFolder.ADAPTER_CONFIG)) && !Files.exists(folder.resolve(HfFolder.CONFIG));
    }

    /// Opens the adapter; the caller closes it after its last use.
    public static PeftAdapter open(Path folder) {
        if (!Files.exists(folder.resolve(HfFolder.ADAPTER_CONFIG))) throw new UserError(folder + ": no " + HfFolder.ADAPTER_CONFIG
                + ", so this is not the folder of a PEFT adapter");
        PeftConfig config = PeftConfig.read(folder.resolve(HfFolder.ADAPTER_CONFIG));
        Path weights = folder.resolve(WEIGHTS);
        if (!Files.exists(weights)) throw new UserError(folder + ": no " + WEIGHTS + (Files.exists(folder.resolve("adapter_model.bin"))
                ? "; adapter_model.bin is a pickle, which can execute code when it is loaded: save the adapter as safetensors" : ""));
        Safetensors file = Safetensors.open(weights);
        try {
            return new PeftAdapter(folder, config, file, tensors(file, weights));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Map<String, StoredTensor> tensors(Safetensors file, Path where) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (String stored : file.names()) {
            if (!stored.startsWith(PREFIX)) throw new UserError(where + ": has tensor " + stored + "; names in an adapter begin with " + PREFIX);
            String name = stored.substring(PREFIX.length());
            if (name.endsWith(MAGNITUDE + ".weight")) name = name.substring(0, name.length() - ".weight".length());
            if (name.contains(".lora_") && !name.endsWith(A) && !name.endsWith(B) && !name.endsWith(MAGNITUDE))
                throw new UserError(where + ": has tensor " + stored + "; of adapters Hone opens those of linear layers, without bias");
            StoredTensor tensor = file.get(stored);
            tensors.put(name, new StoredTensor(name, tensor.dtype(), tensor.shape(), tensor.bytes()));
        }
        return tensors;
    }

    public Path folder() {
        return folder;
    }

    public PeftConfig config() {
        return config;
    }

    /// A trained weight under its name in the model.
    StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) throw new UserError(folder + ": the adapter has no " + name);
        return tensor;
    }

    /// The layers that have an adapter.
    Set<String> layers() {
        return tensors.keySet().stream().filter(name -> name.endsWith(A)).map(name -> name.substring(0, name.length() - A.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The weights that were trained whole, by name.
    Map<String, StoredTensor> whole() {
        Map<String, StoredTensor> whole = new LinkedHashMap<>(tensors);
        whole.keySet().removeIf(name -> name.contains(".lora_"));
        return whole;
    }

    /// The model's weights, with those in their place that were trained whole.
    public Weights over(Weights base) {
        Map<String, StoredTensor> whole = whole();
        whole.forEach((name, tensor) -> checkShape(name, tensor, base));
        // Where the output layer is the embedding and only one of them was trained, the other stays what it was.
        String embedding = "model.embed_tokens.weight";
        boolean parted = whole.containsKey(embedding) && !whole.containsKey("lm_head.weight") && !base.has("lm_head.weight")
                && !config.keepsTied() && base.has(embedding);
        if (parted) whole.put("lm_head.weight", renamed(base.get(embedding), "lm_head.weight"));
        return new Weights() {
            @Override public boolean has(String name) {
                return whole.containsKey(name) || base.has(name);
            }

            @Override public StoredTensor get(String name) {
                return whole.containsKey(name) ? whole.get(name) : base.get(name);
            }
        };
    }

    private void checkShape(String name, StoredTensor tensor, Weights base) {
        if (base.has(name) && !Arrays.equals(tensor.shape(), base.get(name).shape())) throw new UserError(folder + ": " + name
                + " has shape " + Arrays.toString(tensor.shape()) + ", and in the model it goes on top of "
                + Arrays.toString(base.get(name).shape()) + "; expected the same, also in the number of tokens");
    }

    private static StoredTensor renamed(StoredTensor tensor, String name) {
        return new StoredTensor(name, tensor.dtype(), tensor.shape(), tensor.bytes());
    }

    @Override public Lora adapter(String layer, StoredTensor weight) {
        if (!tensors.containsKey(layer + A)) return null;
        int rank = config.rank(layer);
        StoredTensor a = part(layer + A, rank, weight.shape()[1]);
        StoredTensor b = part(layer + B, weight.shape()[0], rank);
        StoredTensor magnitude = config.isDora() ? part(layer + MAGNITUDE, weight.shape()[0]) : null;
        return new Lora(parameter(a), parameter(b), magnitude == null ? null : parameter(magnitude), config.scaling(layer), config.dropout());
    }

    private static Parameter parameter(StoredTensor tensor) {
        return new Parameter(tensor, Parameter.Role.ADAPTER);
    }

    private StoredTensor part(String name, long... shape) {
        StoredTensor tensor = tensor(name);
        if (!Arrays.equals(tensor.shape(), shape)) throw new UserError(folder + ": " + name + " has shape " + Arrays.toString(tensor.shape())
                + ", expected " + Arrays.toString(shape) + " by the model and the adapter's rank");
        return tensor;
    }

    @Override public boolean trainsWhole(String module) {
        return tensors.containsKey(module + ".weight") || tensors.containsKey(module + ".bias");
    }

    @Override public void check(List<String> layers, List<Parameter> trained) {
        Set<String> known = trained.stream().map(Parameter::name).collect(Collectors.toSet());
        refuse(tensors.keySet().stream().filter(name -> !known.contains(name) && !name.equals("lm_head.weight")).toList());
    }

    /// @param foreign names in the adapter that nothing in the model answers to
    void refuse(List<String> foreign) {
        if (!foreign.isEmpty()) throw new UserError(folder + ": the adapter is for another model: it has " + foreign.getFirst()
                + (foreign.size() > 1 ? " and " + (foreign.size() - 1) + " more" : "") + ", for which this one has no layer");
    }

    /// Writes an adapter into a folder that exists, as PEFT does.
    /// @param trained under their names in the model
    public static void write(Path folder, PeftConfig config, List<TensorSource> trained) {
        List<TensorSource> named = new ArrayList<>();
        for (TensorSource tensor : trained) {
            named.add(as(PREFIX + tensor.name(), tensor));
            // An output layer that is the embedding stands in the file as well.
            if (config.keepsTied() && tensor.name().equals("model.embed_tokens.weight")) named.add(as(PREFIX + "lm_head.weight", tensor));
        }
        SafetensorsWriter.writeFile(folder.resolve(WEIGHTS), named, Map.of("format", "pt"));
        try (Drafts drafts = new Drafts()) {
            drafts.add(folder.resolve(HfFolder.ADAPTER_CONFIG), config.bytes());
            drafts.publish();
        } catch (IOException e) {
            throw Drafts.failed(folder, e);
        }
    }

    private static TensorSource as(String name, TensorSource tensor) {
        return new TensorSource(name, tensor.dtype(), tensor.shape(), tensor.bytes());
    }

    @Override public void close() {
        file.close();
    }
}
