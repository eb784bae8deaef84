package dev.hone.model;

import dev.hone.model.layer.Linear;
import dev.hone.model.layer.Lora;
import dev.hone.model.layer.Parameter;
import dev.hone.model.layer.Parameter.Role;
import dev.hone.model.layer.RmsNorm;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Hands a family its weights by name and expected shape, and remembers what it handed out. What does not fit is gathered,
/// so that one message tells all of it.
final class ExpectedWeights {
    private static final int SHOWN = 5;

    private final String architecture;
    private final Weights weights;
    private final LoraPlan plan;
    private final double normEps;
    private final List<Parameter> taken = new ArrayList<>();
    private final List<Parameter> trained = new ArrayList<>();
    private final List<String> layers = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    ExpectedWeights(ModelConfig config, Weights weights, LoraPlan plan) {
        this.architecture = config.architecture();
        this.normEps = config.normEps();
        this.weights = weights;
        this.plan = plan;
    }

    boolean has(String name) {
        return weights.has(name);
    }

    /// The bytes, for a look at them.
    StoredTensor stored(String name) {
        return weights.get(name);
    }

    Parameter take(String name, int... shape) {
        return take(name, Role.WEIGHT, shape);
    }

    /// A weight that no gradient reaches.
    Parameter takeFixed(String name, int... shape) {
        return take(name, Role.FIXED, shape);
    }

    private Parameter take(String name, Role role, int... shape) {
        long[] expected = Arrays.stream(shape).asLongStream().toArray();
        Parameter parameter = new Parameter(fitting(name, expected), role);
        taken.add(parameter);
        if (parameter.isTrainable() && plan.trainsWhole(parameter.module())) trained.add(parameter);
        return parameter;
    }

    /// The stored tensor, or in place of one that does not fit an empty one, so that the family can go on asking.
    private StoredTensor fitting(String name, long[] expected) {
        if (!weights.has(name)) return instead(name, expected, "is missing, expected shape " + Arrays.toString(expected));
        StoredTensor stored = weights.get(name, expected);
        if (!Arrays.equals(stored.shape(), expected)) return instead(name, expected,
                "has shape " + Arrays.toString(stored.shape()) + ", expected " + Arrays.toString(expected));
        if (!stored.dtype().isFloating()) return instead(name, expected,
                "is " + stored.dtype().torchName() + ", expected float32, float16 or bfloat16");
        return stored;
    }

    private StoredTensor instead(String name, long[] expected, String problem) {
        problems.add(name + " " + problem);
        return new StoredTensor(name, DType.FLOAT32, expected, MemorySegment.NULL);
    }

    /// A linear layer, with an adapter where the plan has one for it.
    Linear linear(String name, int in, int out, boolean bias) {
        Linear layer = plainLinear(name, in, out, bias);
        layers.add(name);
        Lora lora = problems.isEmpty() ? plan.adapter(name, layer.weight().stored()) : null;
        if (lora != null) Stream.of(lora.a(), lora.b(), lora.magnitude()).filter(Objects::nonNull).forEach(trained::add);
        return layer.with(lora);
    }

    /// A linear layer that never has an adapter: the output layer, a router, a feed-forward layer of a model with experts.
    /// Its weight is `name.weight`, and its bias, where it has one, `name.bias`.
    Linear plainLinear(String name, int in, int out, boolean bias) {
        return new Linear(take(name + ".weight", out, in), bias ? take(name + ".bias", out) : null);
    }

    RmsNorm norm(String name, int width) {
        return norm(name, width, normEps, false);
    }

    RmsNorm norm(String name, int width, double eps, boolean plusOne) {
        return new RmsNorm(take(name + ".weight", width), eps, plusOne);
    }

    /// The weights handed out, in order, that training changes.
    List<Parameter> trained() {
        return List.copyOf(trained);
    }

    /// All weights of the checkpoint handed out, in order.
    /// @throws UserError when some were missing or did not fit, or the plan names layers that the model has not
    List<Parameter> complete() {
        if (problems.isEmpty()) {
            plan.check(layers, trained);
            return List.copyOf(taken);
        }
        String more = problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "";
        throw new UserError("the checkpoint does not fit its config.json, which says " + architecture + ": "
                + String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size()))) + more);
    }
}
