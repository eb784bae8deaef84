package dev.hone.tensor.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What one pass of a training run leaves out. It depends on seed, pass, layer and place alone, so that both engines draw
/// the same, again when activations are computed a second time, and again when a killed run is resumed.
/// Source: Srivastava et al. 2014, "Dropout", section 4; what is kept is scaled at once by `1 / (1 - rate)`.
/// @param pass numbers the passes of a run, from 0
public record Dropout(long seed, long pass) {
    /// Numbers that are worth handing to another core.
    private static final int GRAIN = 32_768;

    /// Writes a factor for each input of a layer: 0 for those left out, `1 / (1 - rate)` for the others.
    /// @param layer   the layer's name
    /// @param rate    share that is left out, from 0 to below 1
    /// @param factors float32, for the inputs of all rows of the pass, one row after another
    public void write(String layer, double rate, MemorySegment factors) {
        var random = new PlacedRandom(seed, pass, layer);
        int count = Math.toIntExact(factors.byteSize() / Float.BYTES);
        long least = Math.round(rate * 0x1p32);
        float kept = (float) (1 / (1 - rate));
        // Each draw of 64 bits decides over two neighbours.
        Workers.shared().forEach((count + 1) / 2, GRAIN, (from, to) -> {
            for (int pair = from; pair < to; pair++) {
                long bits = random.bits(pair);
                set(factors, 2 * pair, (bits & 0xFFFF_FFFFL) < least ? 0 : kept);
                if (2 * pair + 1 < count) set(factors, 2 * pair + 1, (bits >>> 32) < least ? 0 : kept);
            }
        });
    }

    private static void set(MemorySegment factors, long index, float factor) {
        factors.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES, factor);
    }
}
