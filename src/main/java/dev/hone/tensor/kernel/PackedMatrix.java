package dev.hone.tensor.kernel;

import static dev.hone.tensor.kernel.Floats.FLOAT;
import static dev.hone.tensor.kernel.Floats.MEMORY;

import dev.hone.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The weights of linear layers, laid out so that a product streams them once from memory whatever the number of rows.
///
/// `W [N, K]` is cut into panels of P rows of W, each stored as `[K][P]`: P neighbouring outputs are the lanes of two
/// vectors, and for each k one number of x meets P weights. Weights stay in float32 or bfloat16; products are summed in
/// float32 with fused multiply-adds in the order of k.
public final class PackedMatrix {
    private static final int P = Float32Tiles.WIDTH;
    /// Rows of x that stay in the second-level cache while panels stream past.
    private static final int ROW_BLOCK = 96;

    private final int outputs;
    private final int inputs;
    private final boolean half;
    private final MemorySegment panels;
    private final long panelBytes;
    private final Floats bias;

    /// Some rows of a weight as stored: `[rows, inputs]`, with a bias of `[rows]` or none.
    public record Part(MemorySegment rows, DType type, MemorySegment bias, DType biasType) {}

    private PackedMatrix(int outputs, int inputs, boolean half, Floats bias) {
        this.outputs = outputs;
        this.inputs = inputs;
        this.half = half;
        this.bias = bias;
        this.panelBytes = (long) inputs * P * (half ? 2 : 4);
        this.panels = NativeMemory.allocate(panelCount() * panelBytes);
    }

    /// Packs the rows of all parts one after another, so that layers with the same input (q, k and v) are one product.
    /// Kept as bfloat16 when every part is; as float32 otherwise.
    public static PackedMatrix of(int inputs, List<Part> parts) {
        boolean half = parts.stream().allMatch(part -> part.type() == DType.BFLOAT16);
        return of(inputs, half ? DType.BFLOAT16 : DType.FLOAT32, parts);
    }

    /// @param kept float32 or bfloat16: how the weights are kept
    public static PackedMatrix of(int inputs, DType kept, List<Part> parts) {
        int outputs = 0;
        for (Part part : parts) outputs += rowsOf(part, inputs);
        Floats bias = parts.stream().anyMatch(part -> part.bias() != null) ? new Floats(roundUp(outputs)) : null;
        var packed = new PackedMatrix(outputs, inputs, kept == DType.BFLOAT16, bias);
        int first = 0;
        for (Part part : parts) {
            packed.fill(first, part);
            first += rowsOf(part, inputs);
        }
        return packed;
    }

    private static int rowsOf(Part part, int inputs) {
        return Math.toIntExact(part.rows().byteSize() / part.type().bytes() / inputs);
    }

    private static int roundUp(int outputs) {
        return (outputs + P - 1) / P * P;
    }

    private int panelCount() {
        return (outputs + P - 1) / P;
    }

    public int outputs() {
        return outputs;
    }

    public int inputs() {
        return inputs;
    }

    public long bytes() {
        return panels.byteSize();
    }

    /// Forgets all weights, and gives their memory back until [#fill] has written them again.
    public void release() {
        NativeMemory.release(panels);
    }

    /// Overwrites the rows from `first` on with new numbers: after an update of the weights.
    public void fill(int first, Part part) {
        int rows = rowsOf(part, inputs);
        int firstPanel = first / P;
        int panels = (first + rows - 1) / P - firstPanel + 1;
        Workers.shared().forEach(panels, Math.max(8, panels / (4 * Workers.shared().count())), (from, to) -> {
            float[] panel = new float[inputs * P];
            float[] row = new float[inputs];
            for (int i = from; i < to; i++) fillPanel(firstPanel + i, first, rows, part, panel, row);
        });
        if (part.bias() != null) {
            float[] values = new float[rows];
            Numbers.read(part.bias(), part.biasType(), 0, values, rows);
            bias.copyFrom(first, values, 0, rows);
        }
    }

    /// Writes those rows of a part that belong to one panel; other rows of the panel stay as they are.
    private void fillPanel(int index, int first, int rows, Part part, float[] panel, float[] row) {
        int from = Math.max(index * P, first), to = Math.min((index + 1) * P, first + rows);
        if (to - from < P) unpack(index, panel);
        for (int output = from; output < to; output++) {
            Numbers.read(part.rows(), part.type(), (long) (output - first) * inputs, row, inputs);
            int lane = output % P;
            for (int k = 0; k < inputs; k++) panel[k * P + lane] = row[k];
        }
        pack(index, panel);
    }

    private void pack(int index, float[] panel) {
        long at = index * panelBytes;
        if (!half) {
            MemorySegment.copy(panel, 0, panels, FLOAT, at, panel.length);
            return;
        }
        for (int k = 0; k < inputs; k++) {
            for (int lane = 0; lane < P / 2; lane++, at += 4) {
                int pair = Numbers.toBfloat16(panel[k * P + lane]) & 0xFFFF | Numbers.toBfloat16(panel[k * P + P / 2 + lane]) << 16;
                panels.set(ValueLayout.JAVA_INT_UNALIGNED, at, pair);
            }
        }
    }

    private void unpack(int index, float[] panel) {
        long at = index * panelBytes;
        if (!half) {
            MemorySegment.copy(panels, FLOAT, at, panel, 0, panel.length);
            return;
        }
        for (int i = 0, k = 0; k < inputs; k++) {
            for (int lane = 0; lane < P / 2; lane++, i++) {
                int pair = panels.get(ValueLayout.JAVA_INT_UNALIGNED, at + 4L * i);
                panel[k * P + lane] = Float.intBitsToFloat(pair << 16);
                panel[k * P + P / 2 + lane] = Float.intBitsToFloat(pair & 0xFFFF0000);
            }
        }
    }

    /// `out = x Wᵀ + b`.
    /// @param x   `[rows, K]`, from number `xStart` on, rows `xStride` numbers apart
    /// @param out `[rows, N]`, rows `outStride` numbers apart
    public void multiply(int rows, Floats x, int xStart, int xStride, Floats out, int outStart, int outStride) {
        if (rows == 0) return;
        long xAt = x.at(xStart, (rows - 1L) * xStride + inputs);
        long outAt = out.at(outStart, (rows - 1L) * outStride + outputs);
        int panelsInAll = panelCount();
        int blocks = (rows + ROW_BLOCK - 1) / ROW_BLOCK;
        int grain = Math.max(1, Math.min(panelsInAll / (4 * Workers.shared().count()), 16));
        Workers.shared().forEach(blocks * panelsInAll, grain, (from, to) -> {
            for (int item = from; item < to; item++) {
                int block = item / panelsInAll * ROW_BLOCK;
                panel(item % panelsInAll, Math.min(ROW_BLOCK, rows - block),
                        xAt + 4L * block * xStride, 4L * xStride, outAt + 4L * block * outStride, 4L * outStride);
            }
        });
    }

    private void panel(int index, int rows, long x, long ldx, long out, long ldo) {
        int first = index * P;
        if (first + P <= outputs) {
            tile(index, rows, x, ldx, out + 4L * first, ldo);
            return;
        }
        // The last panel is wider than the output: compute beside it, copy what belongs.
        Floats wide = new Floats(rows * P);
        long wideAt = wide.at(0, (long) rows * P);
        tile(index, rows, x, ldx, wideAt, 4L * P);
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(MEMORY, wideAt + 4L * r * P, MEMORY, out + 4L * first + r * ldo, 4L * (outputs - first));
        }
    }

    private void tile(int index, int rows, long x, long ldx, long out, long ldo) {
        long w = panels.address() + index * panelBytes;
        if (half) BFloat16Tiles.multiply(rows, w, x, ldx, inputs, out, ldo);
        else Float32Tiles.multiply(rows, w, x, ldx, inputs, out, ldo);
        if (bias == null) return;
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < P; i++) {
                long at = out + r * ldo + 4L * i;
                MEMORY.set(FLOAT, at, MEMORY.get(FLOAT, at) + bias.get(index * P + i));
            }
        }
    }
}
