package dev.hone.model.layer;

import dev.hone.batch.Segments;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.kernel.Dropout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// What the layers share in one forward pass: where each token stands, and what is computed from that alone, once.
/// Lives as long as the pass, in its scope.
public final class Pass {
    private final Segments segments;
    private final List<Segments.Run> runs;
    private final Device device;
    private final Dropout dropout;
    private final boolean adapter;
    private final Tensor positions;
    private final Map<Rope, Rope.Angles> angles = new IdentityHashMap<>();
    private final Map<Sight, Tensor> masks = new HashMap<>();
    private final List<Tensor> routerLogits = new ArrayList<>();

    /// Queries at the positions from `past` to `past + length` look back over at most `window` keys, themselves included.
    private record Sight(int length, int past, int window) {}

    /// A pass that leaves nothing out.
    public Pass(Segments segments, Device device) {
        this(segments, device, null, true);
    }

    /// @param dropout what a training pass leaves out, or null
    /// @param adapter whether adapters take part
    public Pass(Segments segments, Device device, Dropout dropout, boolean adapter) {
        this.segments = segments;
        this.runs = segments.runs();
        this.device = device;
        this.dropout = dropout;
        this.adapter = adapter;
        this.positions = onDevice(Tensor.ofIds(segments.positions()));
    }

    public Segments segments() {
        return segments;
    }

    public List<Segments.Run> runs() {
        return runs;
    }

    /// `[N]`
    public Tensor positions() {
        return positions;
    }

    /// What each mixture of experts thought of each token, in layer order: `[N, experts]`, before softmax or sigmoid.
    public List<Tensor> routerLogits() {
        return routerLogits;
    }

    boolean adapter() {
        return adapter;
    }

    /// What a layer sees of its inputs: in training, a share `rate` of them is left out and the others are scaled up.
    /// @param x `[N, in]`
    Tensor dropped(Tensor x, String layer, double rate) {
        if (dropout == null || rate == 0) return x;
        Tensor factors = Tensor.empty(DType.FLOAT32, Device.CPU, x.shape());
        dropout.write(layer, rate, factors.memory());
        return x.mul(onDevice(factors).to(x.dtype()));
    }

    /// Turns the heads of every token, `[N, H, Dh]`.
    Tensor turn(Rope rope, Tensor x) {
        return rope.turn(x, angles.computeIfAbsent(rope, r -> r.angles(positions, r.stretch() == null ? null : segments.reaches())));
    }

    /// True where a query sees a key: `[length, past + length]`.
    Tensor mask(int length, int past, int window) {
        return masks.computeIfAbsent(new Sight(length, past, window), this::draw);
    }

    private Tensor draw(Sight sight) {
        Tensor keys = Tensor.arange(sight.past + sight.length, device).unsqueeze(0);
        Tensor queries = Tensor.arange(sight.length, device).add(sight.past).unsqueeze(1);
        Tensor causal = keys.le(queries);
        return sight.window == 0 ? causal : causal.logicalAnd(keys.gt(queries.sub(sight.window)));
    }

    private Tensor onDevice(Tensor x) {
        return device.isCpu() ? x : x.to(device);
    }
}
