package dev.hone.checkpoint;

import dev.hone.hub.AtomicFile;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner.Weight;
import dev.hone.model.layer.Parameter;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// A model with all its weights, in the layout of the folder that training began with.
/// @param base its configuration and tokenizer files are carried over
/// @param text what is changed in them
public record WholeModel(HfFolder base, CausalLm model, TextChanges text) implements SavedModel {
    @Override public void write(Path folder, List<Weight> weights) {
        base.carryTo(folder);
        ObjectNode config = base.config().deepCopy();
        config.remove("torch_dtype");
        AtomicFile.writeBytes(folder.resolve(HfFolder.CONFIG), Json.pretty(config.put("dtype", DType.FLOAT32.torchName())));
        text.apply(folder);
        SafetensorsWriter.writeFolder(folder, sources(weights), SafetensorsWriter.MAX_SHARD_SIZE);
    }

    /// In the model's order; what is not trained stays as it was stored.
    private List<TensorSource> sources(List<Weight> weights) {
        Map<String, Weight> trained = weights.stream().collect(Collectors.toMap(Weight::name, Function.identity()));
        return model.parameters().stream().map(Parameter::stored)
                .map(stored -> trained.containsKey(stored.name()) ? source(trained.get(stored.name())) : TensorSource.of(stored)).toList();
    }

    static TensorSource source(Weight weight) {
        return new TensorSource(weight.name(), DType.FLOAT32, weight.value().shape(), _ -> weight.value().memory());
    }

    @Override public void read(Path folder, List<Weight> weights) {
        try (Safetensors saved = Safetensors.open(folder)) {
            for (Weight weight : weights) copy(saved.get(weight.name()), weight, folder);
        }
    }

    static void copy(StoredTensor from, Weight to, Path folder) {
        if (from.dtype() != DType.FLOAT32 || !Arrays.equals(from.shape(), to.value().shape())) throw new UserError(
                folder + ": " + from.name() + " is " + from.dtype().torchName() + " of shape " + Arrays.toString(from.shape())
                + ", expected float32 of " + Arrays.toString(to.value().shape()));
        to.value().memory().copyFrom(from.bytes());
    }
}
