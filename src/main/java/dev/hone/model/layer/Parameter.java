package dev.hone.model.layer;

import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;

/// One weight of a model, under its name in the checkpoint.
///
/// It begins as bytes in a mapped file and costs nothing; [#load] makes a tensor of them, which training and scoring use.
/// Inference without libtorch reads the bytes.
public final class Parameter {
    /// What a weight is for.
    public enum Role {
        /// Kept in the model's dtype.
        WEIGHT,
        /// No gradient reaches it, and it stays float32 whatever the model's dtype.
        FIXED,
        /// Part of an adapter: trained on top of frozen weights, in float32 whatever the model's dtype.
        ADAPTER
    }

    private final StoredTensor stored;
    private final Role role;
    private Tensor tensor;

    public Parameter(StoredTensor stored, Role role) {
        this.stored = stored;
        this.role = role;
    }

    public Parameter(StoredTensor stored) {
        this(stored, Role.WEIGHT);
    }

    public String name() {
        return stored.name();
    }

    /// The part of the model that it belongs to: its name without the last word.
    public String module() {
        return name().substring(0, Math.max(0, name().lastIndexOf('.')));
    }

    public long[] shape() {
        return stored.shape().clone();
    }

    /// Length along one axis.
    public int size(int axis) {
        return Math.toIntExact(stored.shape()[axis]);
    }

    /// Where it came from: bytes of the file, mapped, not copied.
    public StoredTensor stored() {
        return stored;
    }

    public boolean isTrainable() {
        return role != Role.FIXED;
    }

    public boolean isOfAdapter() {
        return role == Role.ADAPTER;
    }

    /// Makes the tensor, in the scope that is open now.
    public void load(DType type, Device device) {
        DType kept = role == Role.WEIGHT || type == DType.FLOAT64 ? type : DType.FLOAT32;
        try (var scope = TensorScope.open()) {
            Tensor made = Tensor.copied(stored.bytes(), stored.dtype(), stored.shape()).to(kept);
            tensor = scope.keep(device.isCpu() ? made : made.to(device));
        }
    }

    /// From now on a backward pass leaves the gradient of this weight in `tensor().grad()`; does nothing where it is not trainable.
    public void requireGrad() {
        if (isTrainable()) tensor().requireGrad();
    }

    /// The leaf that layers compute with.
    ///
    /// @throws IllegalStateException when [#load] has not made it yet
    public Tensor tensor() {
        if (tensor == null) throw new IllegalStateException(name() + " is not loaded: call load(dtype, device) on the model"
                + " while the TensorScope that shall own its weights is open");
        return tensor;
    }

    @Override public String toString() {
        return name() + " " + java.util.Arrays.toString(stored.shape());
    }
}
