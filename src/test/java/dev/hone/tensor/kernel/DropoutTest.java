package dev.hone.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final String LAYER = "model.layers.0.self_attn.q_proj";

    @Test void aShareIsLeftOutAndTheRestIsScaledUp() {
        // 200,001 draws at a rate of 0.2: 40,000 left out, give or take 5 deviations of sqrt(200,001 · 0.2 · 0.8) = 179
        float[] factors = drawn(new Dropout(7, 0), LAYER, 0.2, 200_001);
        long left = count(factors, 0);
        assertEquals(40_000, left, 900);
        assertEquals(200_001 - left, count(factors, 1.25f));
    }

    @Test void sameSeedPassAndLayerGiveTheSameOnAnyNumberOfThreads() {
        float[] once = drawn(new Dropout(7, 3), LAYER, 0.05, 100_000);
        assertArrayEquals(once, drawn(new Dropout(7, 3), LAYER, 0.05, 100_000));
        assertArrayEquals(Arrays.copyOf(once, 1001), drawn(new Dropout(7, 3), LAYER, 0.05, 1001));
    }

    @Test void anotherSeedPassOrLayerGivesSomethingElse() {
        float[] once = drawn(new Dropout(7, 3), LAYER, 0.5, 64);
        assertFalse(Arrays.equals(once, drawn(new Dropout(8, 3), LAYER, 0.5, 64)));
        assertFalse(Arrays.equals(once, drawn(new Dropout(7, 4), LAYER, 0.5, 64)));
        assertFalse(Arrays.equals(once, drawn(new Dropout(7, 3), LAYER.replace('0', '1'), 0.5, 64)));
        assertFalse(Arrays.equals(drawn(new Dropout(3, 7), LAYER, 0.5, 64), once));
    }

    /// What has been drawn once is drawn for ever: a run that is resumed by a later version goes on as it began.
    @Test void theNumbersStay() {
        var random = new PlacedRandom(42, 0, "a");
        assertEquals("ce5591cf32577835", Long.toHexString(random.bits(0)));
    }

    private static float[] drawn(Dropout dropout, String layer, double rate, int count) {
        float[] factors = new float[count];
        dropout.write(layer, rate, MemorySegment.ofArray(factors));
        return factors;
    }

    private static long count(float[] factors, float value) {
        long count = 0;
        for (float factor : factors) if (factor == value) count++;
        return count;
    }
}
