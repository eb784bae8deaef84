package dev.hone.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class VectorMathTest {
    @Test void expIsExactToTwoPartsInTenMillion() {
        for (float x = -87.3f; x < 88.3f; x += 0.0137f) {
            double exact = Math.exp(x);
            assertTrue(Math.abs(VectorMath.exp(x) - exact) <= 2e-7 * exact, "exp(" + x + ")");
        }
        assertEquals(1f, VectorMath.exp(0f));
        assertEquals(0f, VectorMath.exp(Float.NEGATIVE_INFINITY));
        assertEquals(0f, VectorMath.exp(-200f));
    }

    @Test void lanesAndSingleNumbersAgreeToTheBit() {
        var species = FloatVector.SPECIES_PREFERRED;
        for (float start = -100; start < 95; start += 0.37f) {
            float[] x = new float[species.length()], lanes = new float[species.length()], single = new float[species.length()];
            for (int i = 0; i < x.length; i++) x[i] = start + i * 0.011f;
            VectorMath.exp(FloatVector.fromArray(species, x, 0)).intoArray(lanes, 0);
            for (int i = 0; i < x.length; i++) single[i] = VectorMath.exp(x[i]);
            assertArrayEquals(single, lanes);
        }
    }

    @Test void siluGeluAndNormFollowTheirFormulas() {
        // silu(2) = 2 / (1 + e^-2) = 1.761594, times 3
        Floats gate = Floats.of(2, -1, 0.5f), up = Floats.of(3, 1, 2);
        Elementwise.siluMultiply(gate, 0, up, 0, 3);
        assertArrayEquals(new float[] {5.284782f, -0.2689414f, 0.6224593f}, gate.toArray(), 1e-6f);
        // gelu_tanh(1) = 0.841192
        Floats one = Floats.of(1f);
        Elementwise.geluTanhMultiply(one, 0, Floats.of(1f), 0, 1);
        assertEquals(0.841192f, one.get(0), 1e-6f);
        // mean square of (3, 4) is 12.5: (3, 4) / 3.535534
        Floats out = new Floats(2);
        Elementwise.rmsNorm(Floats.of(3, 4), 0, Floats.of(1, 2), 0, out, 0, 2);
        assertArrayEquals(new float[] {0.8485281f, 2.2627417f}, out.toArray(), 1e-6f);
        // a quarter turn sends (1, 0) to (0, 1)
        Floats head = Floats.of(1, 0);
        Elementwise.rope(head, 0, Floats.of(0, 1), 0, 2, false);
        assertArrayEquals(new float[] {0, 1}, head.toArray());
    }
}
