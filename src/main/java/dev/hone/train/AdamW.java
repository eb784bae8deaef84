package dev.hone.train;

import dev.hone.checkpoint.Safetensors;
import dev.hone.checkpoint.SafetensorsWriter;
import dev.hone.checkpoint.TensorSource;
import dev.hone.model.Learner;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.AdamWKernel;
import dev.hone.tensor.kernel.Floats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Adam with weight decay beside the gradient: each number moves by its mean gradient over the root of its mean square.
/// Source: Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2. Norms and biases do not decay, as in transformers.
public final class AdamW {
    private static final Pattern NO_DECAY = Pattern.compile("bias|layernorm|rmsnorm|(?:^|\\.)norm(?:$|\\.)|_norm(?:$|\\.)");
    private static final String MEAN = "exp_avg.";
    private static final String SQUARE = "exp_avg_sq.";
    private static final String STEPS = "steps";

    private final Settings settings;
    private final List<Moments> moments = new ArrayList<>();
    private int steps;

    /// @param beta1   how much of the mean gradient stays, from 0 to below 1
    /// @param beta2   the same of the mean square
    /// @param epsilon keeps the division finite
    /// @param decay   share of a weight that goes at each step, times the rate
    public record Settings(double beta1, double beta2, double epsilon, double decay) {}

    /// A weight, and what the optimizer remembers of its gradients.
    private record Moments(Learner.Weight weight, Floats mean, Floats square, double decay) {}

    public AdamW(List<Learner.Weight> weights, Settings settings) {
        this.settings = settings;
        for (Learner.Weight weight : weights) {
            int count = Math.toIntExact(weight.value().numel());
            moments.add(new Moments(weight, new Floats(count), new Floats(count), decays(weight.name()) ? settings.decay : 0));
        }
    }

    /// Whether weight decay applies to a weight of this name.
    static boolean decays(String name) {
        return !NO_DECAY.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    /// @param rate learning rate of this step
    /// @param clip factor on all gradients
    public void step(double rate, double clip) {
        steps++;
        double stepSize = rate / (1 - Math.pow(settings.beta1, steps));
        double rootScale = Math.sqrt(1 - Math.pow(settings.beta2, steps));
        for (Moments each : moments) {
            var factors = new AdamWKernel.Factors(1 - rate * each.decay, clip, settings.beta1, settings.beta2, stepSize, rootScale, settings.epsilon);
            AdamWKernel.update(each.weight.value().memory(), each.weight.gradient().memory(), each.mean, each.square, factors);
        }
    }

    /// Bytes of the memory of gradients: two numbers a weight.
    public long bytes() {
        return moments.stream().mapToLong(each -> 8L * each.mean.length()).sum();
    }

    /// Writes all that a later step depends on.
    public void save(Path file) {
        List<TensorSource> tensors = new ArrayList<>();
        for (Moments each : moments) {
            tensors.add(source(MEAN, each.weight, each.mean));
            tensors.add(source(SQUARE, each.weight, each.square));
        }
        SafetensorsWriter.writeFile(file, tensors, Map.of(STEPS, Integer.toString(steps)));
    }

    private static TensorSource source(String prefix, Learner.Weight weight, Floats numbers) {
        return new TensorSource(prefix + weight.name(), DType.FLOAT32, weight.value().shape(), _ -> numbers.memory());
    }

    /// Goes on from a saved state.
    public void restore(Path file) {
        try (Safetensors saved = Safetensors.open(file)) {
            for (Moments each : moments) {
                copy(saved.get(MEAN + each.weight.name()), each.mean, file);
                copy(saved.get(SQUARE + each.weight.name()), each.square, file);
            }
            steps = Integer.parseInt(saved.metadata().getOrDefault(STEPS, "0"));
        }
    }

    private static void copy(StoredTensor from, Floats to, Path file) {
        if (from.dtype() != DType.FLOAT32 || from.count() != to.length()) throw new UserError(
                file + ": " + from.name() + " has " + from.count() + " numbers, expected " + to.length() + " of float32");
        to.memory().copyFrom(from.bytes());
    }
}
