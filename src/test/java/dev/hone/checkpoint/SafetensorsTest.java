package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.tensor.DType;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models");

    @Test void shardsReadAsOneCheckpoint() {
        try (Safetensors weights = Safetensors.open(MODELS.resolve("llama-bf16-sharded"))) {
            StoredTensor norm = weights.get("model.norm.weight");
            assertEquals(DType.BFLOAT16, norm.dtype());
            assertEquals(norm.count() * 2, norm.bytes().byteSize());
            assertTrue(weights.names().size() > 10);
        }
    }

    @Test void closingInvalidatesTheBytes() {
        Safetensors weights = Safetensors.open(MODELS.resolve("llama-smollm2"));
        StoredTensor norm = weights.get("model.norm.weight");
        assertArrayEquals(new long[] {48}, norm.shape());
        assertTrue(Float.isFinite(norm.bytes().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0)));
        weights.close();
        assertThrows(IllegalStateException.class, () -> norm.bytes().get(ValueLayout.JAVA_BYTE, 0));
    }
}
