package dev.hone.model.layer;

import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.Numbers;
import java.util.function.Function;

/// Works a low-rank change into the rows of the matrix that it belongs to: `W + scaling · B A`, and with DoRA each row brought to the
/// length `magnitude`. See [Lora].
public final class MergedRows {
    private final StoredTensor weight;
    private final double scaling;
    private final float[] a;
    private final float[] b;
    private final float[] magnitude;
    private final int rank;
    private final int in;

    /// @param weight  `[out, in]`
    /// @param numbers of the adapter's parameters
    public MergedRows(StoredTensor weight, Lora lora, Function<Parameter, StoredTensor> numbers) {
        this.weight = weight;
        this.scaling = lora.scaling();
        this.in = Math.toIntExact(weight.shape()[1]);
        this.a = read(numbers.apply(lora.a()));
        this.b = read(numbers.apply(lora.b()));
        this.magnitude = lora.magnitude() == null ? null : read(numbers.apply(lora.magnitude()));
        this.rank = a.length / in;
    }

    private static float[] read(StoredTensor tensor) {
        return Numbers.read(tensor.bytes(), tensor.dtype());
    }

    /// @param row takes row `out` of the merged matrix: `in` numbers. Can be called from many threads
    public void read(int out, float[] row) {
        Numbers.read(weight.bytes(), weight.dtype(), (long) out * in, row, in);
        for (int r = 0; r < rank; r++) add(row, (float) (scaling * b[out * rank + r]), r * in);
        if (magnitude != null) lengthen(row, magnitude[out]);
    }

    private void add(float[] row, float factor, int start) {
        for (int i = 0; i < in; i++) row[i] += factor * a[start + i];
    }

    private void lengthen(float[] row, float length) {
        double squares = 0;
        for (int i = 0; i < in; i++) squares += (double) row[i] * row[i];
        float factor = length / (float) Math.sqrt(squares);
        for (int i = 0; i < in; i++) row[i] *= factor;
    }
}
