package dev.hone.tensor.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// `log(Σ e^x)`, the normaliser of log-probabilities: one sum, one order, for sampling and for scoring.
public final class LogSumExp {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    /// The sum runs in this many chains whatever the vector width; every width divides it.
    private static final int CHAINS = 16;

    private LogSumExp() {}

    /// @return negative infinity when every value is
    public static double of(float[] values, int from, int count) {
        float most = max(values, from, count);
        if (most == Float.NEGATIVE_INFINITY) return most;
        return most + Math.log(sumOfExp(values, from, count, most));
    }

    /// The largest of the values.
    public static float max(float[] values, int from, int count) {
        FloatVector most = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i + S.length() <= count; i += S.length()) most = most.max(FloatVector.fromArray(S, values, from + i));
        float largest = Float.NEGATIVE_INFINITY;
        for (int lane = 0; lane < S.length(); lane++) largest = Math.max(largest, most.lane(lane));
        for (; i < count; i++) largest = Math.max(largest, values[from + i]);
        return largest;
    }

    /// `Σ e^(x - shift)`.
    public static double sumOfExp(float[] values, int from, int count, float shift) {
        float[] sums = new float[CHAINS];
        int vectors = CHAINS / S.length();
        int i = 0;
        switch (vectors) {
            case 1 -> {
                FloatVector a = FloatVector.zero(S);
                for (; i + CHAINS <= count; i += CHAINS) a = a.add(exp(values, from + i, shift));
                a.intoArray(sums, 0);
            }
            case 2 -> {
                FloatVector a = FloatVector.zero(S), b = FloatVector.zero(S);
                for (; i + CHAINS <= count; i += CHAINS) {
                    a = a.add(exp(values, from + i, shift));
                    b = b.add(exp(values, from + i + S.length(), shift));
                }
                a.intoArray(sums, 0);
                b.intoArray(sums, S.length());
            }
            default -> {
                for (; i + CHAINS <= count; i += CHAINS) {
                    for (int c = 0; c < CHAINS; c++) sums[c] += VectorMath.exp(values[from + i + c] - shift);
                }
            }
        }
        double total = 0;
        for (float sum : sums) total += sum;
        for (; i < count; i++) total += VectorMath.exp(values[from + i] - shift);
        return total;
    }

    private static FloatVector exp(float[] values, int at, float shift) {
        return VectorMath.exp(FloatVector.fromArray(S, values, at).sub(shift));
    }
}
