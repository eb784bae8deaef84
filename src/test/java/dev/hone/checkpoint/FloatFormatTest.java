package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class FloatFormatTest {
    @Test void bfloat16RoundsToTheNearestAndHalfwayToEven() {
        assertEquals(0x3F80, FloatFormat.toBfloat16(1f));
        assertEquals(0x3F80, FloatFormat.toBfloat16(Float.intBitsToFloat(0x3F808000)));     // halfway: 0x3F80 is even
        assertEquals(0x3F82, FloatFormat.toBfloat16(Float.intBitsToFloat(0x3F818000)));     // halfway: 0x3F82 is even
        assertEquals(0x3F81, FloatFormat.toBfloat16(Float.intBitsToFloat(0x3F808001)));     // just above halfway
        assertEquals(0x7F80, FloatFormat.toBfloat16(Float.MAX_VALUE));                      // nearest is infinity
        assertEquals((short) 0xFF80, FloatFormat.toBfloat16(Float.NEGATIVE_INFINITY));
        assertEquals((short) 0x8000, FloatFormat.toBfloat16(-0f));
    }

    @Test void nanStaysNanWhateverItsBits() {
        for (int bits : new int[] {0x7F800001, 0x7FFFFFFF, 0xFFFFFFFF, 0xFF800001, 0x7FC00000}) {
            float nan = Float.intBitsToFloat(bits);
            assertTrue(Float.isNaN(FloatFormat.fromBfloat16(FloatFormat.toBfloat16(nan))));
            assertTrue(Float.isNaN(FloatFormat.fromFloat16(FloatFormat.toFloat16(nan))));
        }
    }

    @Test void everyHalfPrecisionNumberSurvivesTheWayThere() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float half = FloatFormat.fromFloat16((short) bits);
            if (half == half) assertEquals((short) bits, FloatFormat.toFloat16(half));
            float brain = FloatFormat.fromBfloat16((short) bits);
            if (brain == brain) assertEquals((short) bits, FloatFormat.toBfloat16(brain));
        }
    }

    @Test void float16HasSubnormals() {
        assertEquals(0x1p-24f, FloatFormat.fromFloat16((short) 1));
        assertEquals(1, FloatFormat.toFloat16(0x1p-24f));
        assertEquals(0, FloatFormat.toFloat16(0x1p-25f));               // halfway to 0, which is even
        assertEquals(1, FloatFormat.toFloat16(0x1.000002p-25f));
        assertEquals(0x7C00, FloatFormat.toFloat16(65520f));            // halfway above the largest, 65504
        assertEquals(0x7BFF, FloatFormat.toFloat16(65519.996f));
    }

    @Test void wholeTensorsConvert() {
        float[] numbers = new float[200_001];
        for (int i = 0; i < numbers.length; i++) numbers[i] = (i - 100_000) / 1000f;
        MemorySegment brain = MemorySegment.ofArray(new byte[numbers.length * 2]);
        FloatFormat.convert(MemorySegment.ofArray(numbers), DType.FLOAT32, brain, DType.BFLOAT16);
        float[] back = new float[numbers.length];
        FloatFormat.convert(brain, DType.BFLOAT16, MemorySegment.ofArray(back), DType.FLOAT32);
        for (int i = 0; i < back.length; i++) assertEquals(numbers[i], back[i], Math.abs(numbers[i]) / 256);
        assertThrows(UserError.class, () -> FloatFormat.require(DType.INT32));
    }
}
