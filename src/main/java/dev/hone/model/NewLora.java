package dev.hone.model;

import dev.hone.model.layer.Lora;
import dev.hone.model.layer.Parameter;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.NativeMemory;
import dev.hone.tensor.kernel.Numbers;
import dev.hone.tensor.kernel.PlacedRandom;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A new adapter, which changes nothing yet: A is random, B zero, and the magnitudes of DoRA are those of the weights.
/// Its numbers depend on the seed and the layers' names alone. The head of a reward model is trained whole beside it, as in PEFT.
public final class NewLora implements LoraPlan {
    private final LoraSettings settings;
    private final LoraTargets targets;
    private final boolean tied;
    private final boolean scores;
    private final long seed;

    private NewLora(LoraSettings settings, LoraTargets targets, ModelConfig config, long seed) {
        this.settings = settings;
        this.targets = targets;
        this.tied = config.tiedEmbeddings();
        this.scores = config.head() == Head.SCORE;
        this.seed = seed;
    }

    /// @throws UserError when the settings do not say what to adapt
    public static NewLora of(LoraSettings settings, ModelConfig config, long seed) {
        return new NewLora(settings, LoraTargets.of(settings.loraTargetModules(), config), config, seed);
    }

    @Override public Lora adapter(String layer, StoredTensor weight) {
        if (trainsWhole(layer) || !targets.matches(layer)) return null;
        int out = Math.toIntExact(weight.shape()[0]);
        int in = Math.toIntExact(weight.shape()[1]);
        int r = settings.loraR();
        Parameter a = part(layer + ".lora_A.weight", random(layer + ".lora_A.weight", r, in), r, in);
        Parameter b = part(layer + ".lora_B.weight", new float[out * r], out, r);
        Parameter magnitude = settings.useDora() ? part(layer + ".lora_magnitude_vector", norms(weight, out, in), out) : null;
        return new Lora(a, b, magnitude, settings.scaling(), settings.loraDropout());
    }

    private static Parameter part(String name, float[] numbers, long... shape) {
        MemorySegment bytes = NativeMemory.allocate(numbers.length * 4L).copyFrom(MemorySegment.ofArray(numbers));
        return new Parameter(new StoredTensor(name, DType.FLOAT32, shape, bytes), Parameter.Role.ADAPTER);
    }

    /// Uniform within `± 1 / √in`, as PyTorch's linear layers begin.
    private float[] random(String name, int r, int in) {
        var random = new PlacedRandom(seed, 0, name);
        double bound = 1 / Math.sqrt(in);
        float[] numbers = new float[r * in];
        for (int i = 0; i < numbers.length; i++) numbers[i] = (float) (bound * (2 * random.uniform(i) - 1));
        return numbers;
    }

    private static float[] norms(StoredTensor weight, int out, int in) {
        float[] norms = new float[out];
        float[] row = new float[in];
        for (int o = 0; o < out; o++) {
            Numbers.read(weight.bytes(), weight.dtype(), (long) o * in, row, in);
            double squares = 0;
            for (float w : row) squares += (double) w * w;
            norms[o] = (float) Math.sqrt(squares);
        }
        return norms;
    }

    /// By the end of its name, as PEFT does. Where the output layer is the embedding, naming one means both.
    @Override public boolean trainsWhole(String module) {
        return scores && module.equals("score") || settings.loraModulesToSave().stream().anyMatch(name -> names(name, module));
    }

    private boolean names(String name, String module) {
        return module.endsWith(name) || tied && name.equals("lm_head") && module.equals("model.embed_tokens");
    }

    @Override public void check(List<String> layers, List<Parameter> trained) {
        targets.check(layers);
        for (String name : settings.loraModulesToSave()) {
            if (trained.stream().noneMatch(weight -> names(name, weight.module())))
                throw new UserError("lora_modules_to_save names " + name + ", which no part of this model with weights of its own is called;"
                        + " expected names such as embed_tokens, lm_head or norm");
        }
    }
}
