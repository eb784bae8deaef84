package dev.hone.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LayoutOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// An n-dimensional array of numbers with gradients: libtorch's tensor under PyTorch's names in camelCase.
///
/// A tensor belongs to the innermost [TensorScope] that was open on its thread when it was made, and is freed with it;
/// layers, losses and algorithms therefore close nothing. Operations never change their operands, except those whose
/// name ends in `_`, as in PyTorch. A failing operation throws [TensorError] with the shapes of its operands.
public final class Tensor {
    static {
        Engine.load();
    }

    private final org.bytedeco.pytorch.Tensor handle;
    private TensorScope owner;

    private Tensor(org.bytedeco.pytorch.Tensor handle) {
        this.handle = handle;
        this.owner = TensorScope.adopt(handle);
    }

    // ---- making tensors -------------------------------------------------------------------------------------------

    /// A tensor whose numbers are not set yet.
    public static Tensor empty(DType type, Device device, long... shape) {
        return make("empty", () -> torch.empty(shape, typeOf(type), new LayoutOptional(), placeOf(device),
                new BoolOptional(), new MemoryFormatOptional()));
    }

    public static Tensor zeros(DType type, Device device, long... shape) {
        return empty(type, device, shape).zero_();
    }

    public static Tensor full(double value, DType type, Device device, long... shape) {
        return empty(type, device, shape).fill_(value);
    }

    /// A copy of `values` as float32 on the CPU.
    public static Tensor of(float[] values, long... shape) {
        return copied(MemorySegment.ofArray(values), DType.FLOAT32, shape);
    }

    /// A copy of `values` as int64 on the CPU.
    public static Tensor of(long[] values, long... shape) {
        return copied(MemorySegment.ofArray(values), DType.INT64, shape);
    }

    /// Token ids, positions and the like: a copy of `values` as a one-dimensional int64 tensor on the CPU.
    public static Tensor ofIds(int... values) {
        return of(Arrays.stream(values).asLongStream().toArray(), values.length);
    }

    public static Tensor ofBooleans(boolean[] values, long... shape) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) (values[i] ? 1 : 0);
        return copied(MemorySegment.ofArray(bytes), DType.BOOL, shape);
    }

    public static Tensor scalar(double value) {
        return of(new float[] {(float) value});
    }

    /// A tensor on the CPU that holds a copy of raw little-endian numbers, for example out of a mapped file.
    ///
    /// @throws IllegalArgumentException when `bytes` has not exactly as many bytes as the shape asks for
    public static Tensor copied(MemorySegment bytes, DType type, long... shape) {
        long[] whole = shape.length == 0 && bytes.byteSize() > type.bytes()
                ? new long[] {bytes.byteSize() / type.bytes()} : shape;
        Tensor made = empty(type, Device.CPU, whole);
        if (bytes.byteSize() != made.numel() * type.bytes()) throw new IllegalArgumentException(
                bytes.byteSize() + " bytes do not make a " + type.torchName() + " tensor of shape " + Arrays.toString(whole));
        made.memory().copyFrom(bytes);
        return made;
    }

    /// A tensor over numbers that lie in native memory of somebody else's, who keeps it for as long as the tensor is used.
    public static Tensor over(MemorySegment memory, DType type, long... shape) {
        long count = 1;
        for (long length : shape) count *= length;
        if (memory.byteSize() < count * type.bytes()) throw new IllegalArgumentException(
                memory.byteSize() + " bytes are too few for a " + type.torchName() + " tensor of shape " + Arrays.toString(shape));
        return make("from_blob", () -> torch.from_blob(new Address(memory.address()), shape,
                new org.bytedeco.pytorch.TensorOptions(Types.toTorch(type))));
    }

    /// A pointer of the binding's kind to a known address.
    private static final class Address extends org.bytedeco.javacpp.Pointer {
        private Address(long address) {
            super((org.bytedeco.javacpp.Pointer) null);
            this.address = address;
        }
    }

    /// Normal random numbers, mean 0 and deviation 1, from the generator that [Engine#seed] set.
    public static Tensor randn(DType type, Device device, long... shape) {
        return make("randn", () -> torch.randn(shape, typeOf(type), new LayoutOptional(), placeOf(device), new BoolOptional()));
    }

    /// Uniform random numbers in [0, 1), from the generator that [Engine#seed] set.
    public static Tensor rand(DType type, Device device, long... shape) {
        return make("rand", () -> torch.rand(shape, typeOf(type), new LayoutOptional(), placeOf(device), new BoolOptional()));
    }

    /// The whole numbers from 0 to `end` - 1, int64.
    public static Tensor arange(long end, Device device) {
        return make("arange", () -> torch.arange(new Scalar(end), typeOf(DType.INT64), new LayoutOptional(),
                placeOf(device), new BoolOptional()));
    }

    public static Tensor cat(List<Tensor> parts, long dim) {
        return make("cat", () -> torch.cat(vector(parts), dim), parts.toArray(Tensor[]::new));
    }

    public static Tensor stack(List<Tensor> parts, long dim) {
        return make("stack", () -> torch.stack(vector(parts), dim), parts.toArray(Tensor[]::new));
    }

    /// `chosen` where the condition holds, else `other`.
    public static Tensor where(Tensor condition, Tensor chosen, Tensor other) {
        return make("where", () -> torch.where(condition.handle(), chosen.handle(), other.handle()), condition, chosen, other);
    }

    // ---- asking ---------------------------------------------------------------------------------------------------

    public long[] shape() {
        var native_ = handle();
        long[] shape = new long[Math.toIntExact(native_.dim())];
        for (int i = 0; i < shape.length; i++) shape[i] = native_.size(i);
        return shape;
    }

    /// Length along one axis; negative axes count from the end.
    public long size(int dim) {
        return handle().size(dim);
    }

    public int dim() {
        return Math.toIntExact(handle().dim());
    }

    public long numel() {
        return handle().numel();
    }

    public DType dtype() {
        return Types.fromTorch(handle().scalar_type());
    }

    public Device device() {
        return Device.of(handle().device().str().getString());
    }

    public boolean requiresGrad() {
        return handle().requires_grad();
    }

    /// How often the numbers were changed in place; a copy made at one version is stale at the next.
    public long version() {
        return handle()._version();
    }

    /// The one number of a one-element tensor.
    public double item() {
        return TensorError.naming("item", () -> handle().item_double(), this);
    }

    /// The numbers in row-major order, as float32.
    public float[] toFloats() {
        float[] out = new float[Math.toIntExact(numel())];
        try (var _ = TensorScope.open()) {
            MemorySegment.copy(onCpu(DType.FLOAT32).memory(), ValueLayout.JAVA_FLOAT, 0, out, 0, out.length);
        }
        return out;
    }

    /// The numbers in row-major order, as int64.
    public long[] toLongs() {
        long[] out = new long[Math.toIntExact(numel())];
        try (var _ = TensorScope.open()) {
            MemorySegment.copy(onCpu(DType.INT64).memory(), ValueLayout.JAVA_LONG, 0, out, 0, out.length);
        }
        return out;
    }

    private Tensor onCpu(DType type) {
        return detach().to(Device.CPU).to(type).contiguous();
    }

    /// The memory behind a contiguous tensor on the CPU, without a copy; valid while its scope is open.
    public MemorySegment memory() {
        if (!handle().is_contiguous()) throw new IllegalStateException("memory() needs a contiguous tensor, this one is a view: " + this);
        if (numel() == 0) return MemorySegment.NULL;
        return MemorySegment.ofAddress(handle().data_ptr().address()).reinterpret(numel() * dtype().bytes());
    }

    /// True when both have the same shape, dtype and numbers, to the bit (and no NaN).
    public boolean equal(Tensor other) {
        return TensorError.naming("equal", () -> handle().equal(other.handle()), this, other);
    }

    // ---- dtype, device, memory ------------------------------------------------------------------------------------

    public Tensor to(DType type) {
        return dtype() == type ? this : op("to", () -> handle().to(Types.toTorch(type)));
    }

    public Tensor to(Device device) {
        return op("to", () -> handle().to(new org.bytedeco.pytorch.Device(device.toString()), handle().scalar_type()));
    }

    public Tensor contiguous() {
        return op("contiguous", () -> handle().contiguous());
    }

    public Tensor copy() {
        return op("clone", () -> handle().clone(new MemoryFormatOptional()));
    }

    public Tensor detach() {
        return op("detach", () -> handle().detach());
    }

    public Tensor copy_(Tensor source) {
        TensorError.naming("copy_", () -> handle().copy_(source.handle()), this, source);
        return this;
    }

    public Tensor zero_() {
        handle().zero_();
        return this;
    }

    public Tensor fill_(double value) {
        handle().fill_(new Scalar(value));
        return this;
    }

    // ---- gradients ------------------------------------------------------------------------------------------------

    public Tensor requireGrad() {
        handle().set_requires_grad(true);
        return this;
    }

    /// The same, with a place of one's own: backward passes add to `gradient`, which keeps its memory.
    /// @param gradient of this tensor's shape, dtype and device
    public Tensor requireGrad(Tensor gradient) {
        handle().set_requires_grad(true);
        handle().mutable_grad().put(gradient.handle());
        return this;
    }

    /// Adds d(this)/d(leaf) to the gradient of every leaf that asked for one; this must be a single number.
    public void backward() {
        TensorError.naming("backward", () -> {
            handle().backward();
            return null;
        }, this);
    }

    /// Backward from a tensor of any shape, given the gradient of the loss with respect to it.
    public void backward(Tensor gradient) {
        TensorError.naming("backward", () -> {
            handle().backward(gradient.handle(), new BoolOptional(), false, new org.bytedeco.pytorch.TensorArrayRefOptional());
            return null;
        }, this, gradient);
    }

    /// The gradient gathered so far.
    ///
    /// @throws IllegalStateException when there is none: no backward pass reached this tensor
    public Tensor grad() {
        var gradient = handle().grad();
        if (gradient == null || !gradient.defined()) throw new IllegalStateException("no gradient reached this tensor: " + this);
        return new Tensor(gradient);
    }

    public boolean hasGrad() {
        var gradient = handle().grad();
        return gradient != null && gradient.defined();
    }

    // ---- arithmetic -----------------------------------------------------------------------------------------------

    public Tensor add(Tensor other) {
        return op("add", () -> handle().add(other.handle()), other);
    }

    public Tensor add(double value) {
        return op("add", () -> handle().add(new Scalar(value)));
    }

    public Tensor sub(Tensor other) {
        return op("sub", () -> handle().sub(other.handle()), other);
    }

    public Tensor sub(double value) {
        return op("sub", () -> handle().sub(new Scalar(value)));
    }

    public Tensor mul(Tensor other) {
        return op("mul", () -> handle().mul(other.handle()), other);
    }

    public Tensor mul(double value) {
        return op("mul", () -> handle().mul(new Scalar(value)));
    }

    public Tensor div(Tensor other) {
        return op("div", () -> handle().div(other.handle()), other);
    }

    public Tensor div(double value) {
        return op("div", () -> handle().div(new Scalar(value)));
    }

    public Tensor add_(Tensor other) {
        TensorError.naming("add_", () -> handle().add_(other.handle()), this, other);
        return this;
    }

    public Tensor mul_(double value) {
        handle().mul_(new Scalar(value));
        return this;
    }

    public Tensor mul_(Tensor other) {
        TensorError.naming("mul_", () -> handle().mul_(other.handle()), this, other);
        return this;
    }

    public Tensor pow(double exponent) {
        return op("pow", () -> handle().pow(new Scalar(exponent)));
    }

    public Tensor neg() {
        return op("neg", () -> handle().neg());
    }

    public Tensor exp() {
        return op("exp", () -> handle().exp());
    }

    public Tensor log() {
        return op("log", () -> handle().log());
    }

    public Tensor sqrt() {
        return op("sqrt", () -> handle().sqrt());
    }

    public Tensor rsqrt() {
        return op("rsqrt", () -> handle().rsqrt());
    }

    public Tensor abs() {
        return op("abs", () -> handle().abs());
    }

    public Tensor cos() {
        return op("cos", () -> handle().cos());
    }

    public Tensor sin() {
        return op("sin", () -> handle().sin());
    }

    public Tensor tanh() {
        return op("tanh", () -> handle().tanh());
    }

    public Tensor sigmoid() {
        return op("sigmoid", () -> handle().sigmoid());
    }

    public Tensor logSigmoid() {
        return op("log_sigmoid", () -> torch.log_sigmoid(handle()));
    }

    public Tensor silu() {
        return op("silu", () -> torch.silu(handle()));
    }

    /// @param tanh true for the tanh approximation that Gemma uses
    public Tensor gelu(boolean tanh) {
        return op("gelu", () -> torch.gelu(handle(), tanh ? "tanh" : "none"));
    }

    public Tensor relu() {
        return op("relu", () -> torch.relu(handle()));
    }

    public Tensor minimum(Tensor other) {
        return op("minimum", () -> handle().minimum(other.handle()), other);
    }

    public Tensor maximum(Tensor other) {
        return op("maximum", () -> handle().maximum(other.handle()), other);
    }

    public Tensor clamp(double least, double most) {
        return op("clamp", () -> handle().clamp(new ScalarOptional(new Scalar(least)), new ScalarOptional(new Scalar(most))));
    }

    // ---- sums, means, choices -------------------------------------------------------------------------------------

    public Tensor sum() {
        return op("sum", () -> handle().sum());
    }

    public Tensor sum(long dim, boolean keepDim) {
        return op("sum", () -> handle().sum(new long[] {dim}, keepDim, new ScalarTypeOptional()));
    }

    public Tensor mean() {
        return op("mean", () -> handle().mean());
    }

    public Tensor mean(long dim, boolean keepDim) {
        return op("mean", () -> handle().mean(new long[] {dim}, keepDim, new ScalarTypeOptional()));
    }

    /// The largest entry along an axis; see [#argmax] for where it is.
    public Tensor max(long dim, boolean keepDim) {
        return op("max", () -> handle().amax(new long[] {dim}, keepDim));
    }

    public Tensor argmax(long dim) {
        return op("argmax", () -> handle().argmax(new LongOptional(dim), false));
    }

    /// The mean over the entries where `mask` is 1: `sum(x * mask) / sum(mask)`.
    public Tensor maskedMean(Tensor mask) {
        Tensor weights = mask.to(dtype());
        return mul(weights).sum().div(weights.sum());
    }

    public Tensor cumsum(long dim) {
        return op("cumsum", () -> handle().cumsum(dim));
    }

    public Tensor softmax(long dim) {
        return op("softmax", () -> handle().softmax(dim));
    }

    public Tensor logSoftmax(long dim) {
        return op("log_softmax", () -> handle().log_softmax(dim));
    }

    public Tensor logsumexp(long dim, boolean keepDim) {
        return op("logsumexp", () -> handle().logsumexp(new long[] {dim}, keepDim));
    }

    /// The `k` largest entries along an axis, largest first, and where they are.
    public Ranked topk(long k, long dim) {
        return ranked("topk", () -> handle().topk(k, dim, true, true));
    }

    public Ranked sort(long dim, boolean descending) {
        return ranked("sort", () -> handle().sort(dim, descending));
    }

    /// Entries in order and the indices they had.
    public record Ranked(Tensor values, Tensor indices) {}

    private Ranked ranked(String name, Supplier<T_TensorTensor_T> call) {
        T_TensorTensor_T pair = TensorError.naming(name, call, this);
        return new Ranked(new Tensor(pair.get0()), new Tensor(pair.get1()));
    }

    // ---- comparing ------------------------------------------------------------------------------------------------

    public Tensor eq(double value) {
        return op("eq", () -> handle().eq(new Scalar(value)));
    }

    public Tensor eq(Tensor other) {
        return op("eq", () -> handle().eq(other.handle()), other);
    }

    public Tensor ne(double value) {
        return op("ne", () -> handle().ne(new Scalar(value)));
    }

    public Tensor gt(double value) {
        return op("gt", () -> handle().gt(new Scalar(value)));
    }

    public Tensor gt(Tensor other) {
        return op("gt", () -> handle().gt(other.handle()), other);
    }

    public Tensor le(Tensor other) {
        return op("le", () -> handle().le(other.handle()), other);
    }

    public Tensor logicalAnd(Tensor other) {
        return op("logical_and", () -> handle().logical_and(other.handle()), other);
    }

    public Tensor logicalNot() {
        return op("logical_not", () -> handle().logical_not());
    }

    /// True when no entry is infinite or NaN.
    public boolean allFinite() {
        try (var _ = TensorScope.open()) {
            return op("isfinite", () -> handle().isfinite().all()).to(DType.FLOAT32).item() == 1;
        }
    }

    // ---- shape ----------------------------------------------------------------------------------------------------

    public Tensor reshape(long... shape) {
        return op("reshape", () -> handle().reshape(shape));
    }

    public Tensor transpose(long one, long other) {
        return op("transpose", () -> handle().transpose(one, other));
    }

    public Tensor permute(long... axes) {
        return op("permute", () -> handle().permute(axes));
    }

    public Tensor unsqueeze(long dim) {
        return op("unsqueeze", () -> handle().unsqueeze(dim));
    }

    public Tensor squeeze(long dim) {
        return op("squeeze", () -> handle().squeeze(dim));
    }

    public Tensor expand(long... shape) {
        return op("expand", () -> handle().expand(shape));
    }

    public Tensor repeatInterleave(long times, long dim) {
        return op("repeat_interleave", () -> handle().repeat_interleave(times, new LongOptional(dim), new LongOptional()));
    }

    /// The `length` entries from `start` along an axis, sharing memory.
    public Tensor narrow(long dim, long start, long length) {
        return op("narrow", () -> handle().narrow(dim, start, length));
    }

    public Tensor select(long dim, long index) {
        return op("select", () -> handle().select(dim, index));
    }

    /// Pieces of the given lengths along an axis, sharing memory.
    public List<Tensor> split(long[] lengths, long dim) {
        TensorVector parts = TensorError.naming("split_with_sizes", () -> torch.split_with_sizes(handle(), lengths, dim), this);
        List<Tensor> out = new ArrayList<>();
        for (long i = 0; i < parts.size(); i++) out.add(new Tensor(parts.get(i)));
        return out;
    }

    public Tensor tril(long diagonal) {
        return op("tril", () -> handle().tril(diagonal));
    }

    // ---- picking and placing --------------------------------------------------------------------------------------

    public Tensor indexSelect(long dim, Tensor indices) {
        return op("index_select", () -> handle().index_select(dim, indices.handle()), indices);
    }

    public Tensor indexAdd(long dim, Tensor indices, Tensor source) {
        return op("index_add", () -> handle().index_add(dim, indices.handle(), source.handle()), indices, source);
    }

    public Tensor gather(long dim, Tensor indices) {
        return op("gather", () -> handle().gather(dim, indices.handle()), indices);
    }

    public Tensor scatter(long dim, Tensor indices, Tensor source) {
        return op("scatter", () -> handle().scatter(dim, indices.handle(), source.handle()), indices, source);
    }

    public Tensor scatter_(long dim, Tensor indices, Tensor source) {
        TensorError.naming("scatter_", () -> handle().scatter_(dim, indices.handle(), source.handle()), this, indices, source);
        return this;
    }

    public Tensor maskedFill(Tensor mask, double value) {
        return op("masked_fill", () -> handle().masked_fill(mask.handle(), new Scalar(value)), mask);
    }

    /// Where the entries are not zero, for a one-dimensional tensor: int64 indices.
    public Tensor nonzero() {
        return op("nonzero", () -> handle().nonzero().reshape(-1));
    }

    /// Rows of this table, one for each id.
    public Tensor embedding(Tensor ids) {
        return op("embedding", () -> torch.embedding(handle(), ids.handle()), ids);
    }

    /// The same, except that no gradient flows into the row of `paddingId`, which PyTorch's `padding_idx` means.
    public Tensor embedding(Tensor ids, long paddingId) {
        return op("embedding", () -> torch.embedding(handle(), ids.handle(), paddingId, false, false), ids);
    }

    // ---- layers' arithmetic ---------------------------------------------------------------------------------------

    public Tensor matmul(Tensor other) {
        return op("matmul", () -> handle().matmul(other.handle()), other);
    }

    /// `x Wᵀ`, with W of shape `[out, in]`.
    public Tensor linear(Tensor weight) {
        return op("linear", () -> torch.linear(handle(), weight.handle(), new TensorOptional()), weight);
    }

    /// `x Wᵀ + b`.
    public Tensor linear(Tensor weight, Tensor bias) {
        return op("linear", () -> torch.linear(handle(), weight.handle(), new TensorOptional(bias.handle())), weight, bias);
    }

    /// `softmax(q kᵀ · scale) v`, this being q.
    /// @param causal each query sees the keys up to its own index (both counted from 0)
    public Tensor attend(Tensor keys, Tensor values, boolean causal, double scale) {
        return op("scaled_dot_product_attention", () -> torch.scaled_dot_product_attention(handle(), keys.handle(), values.handle(),
                new TensorOptional(), 0.0, causal, new DoubleOptional(scale), false), keys, values);
    }

    /// The same with a mask: true where a query sees a key.
    public Tensor attend(Tensor keys, Tensor values, Tensor mask, double scale) {
        return op("scaled_dot_product_attention", () -> torch.scaled_dot_product_attention(handle(), keys.handle(), values.handle(),
                new TensorOptional(mask.handle()), 0.0, false, new DoubleOptional(scale), false), keys, values, mask);
    }

    /// Each entry kept with probability 1 - `rate` and scaled by its inverse.
    public Tensor dropout(double rate) {
        return op("dropout", () -> torch.dropout(handle(), rate, true));
    }

    // ---- inside ---------------------------------------------------------------------------------------------------

    @Override public String toString() {
        return owner.isOpen() ? Arrays.toString(shape()) + " " + dtype().torchName() : "a tensor of a closed scope";
    }

    /// The same tensor, owned by an outer scope from now on.
    Tensor movedTo(TensorScope outer) {
        owner = outer;
        return this;
    }

    /// libtorch's own tensor, for this package alone.
    org.bytedeco.pytorch.Tensor handle() {
        if (!owner.isOpen()) throw new IllegalStateException("a tensor was used after its scope closed;"
                + " take numbers out of the scope (item, toFloats) or name the tensor in scope.keep()");
        return handle;
    }

    private Tensor op(String name, Supplier<org.bytedeco.pytorch.Tensor> call, Tensor... others) {
        return new Tensor(TensorError.naming(name, call, this, others));
    }

    private static Tensor make(String name, Supplier<org.bytedeco.pytorch.Tensor> call, Tensor... operands) {
        return new Tensor(TensorError.naming(name, call, null, operands));
    }

    private static TensorVector vector(List<Tensor> parts) {
        return new TensorVector(parts.stream().map(Tensor::handle).toArray(org.bytedeco.pytorch.Tensor[]::new));
    }

    private static ScalarTypeOptional typeOf(DType type) {
        return new ScalarTypeOptional(Types.toTorch(type));
    }

    private static DeviceOptional placeOf(Device device) {
        return new DeviceOptional(new org.bytedeco.pytorch.Device(device.toString()));
    }
}
