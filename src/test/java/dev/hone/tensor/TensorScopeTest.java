package dev.hone.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TensorScopeTest {
    @Test void closingFreesWhatWasMadeInside() {
        long before = TensorScope.liveTensors();
        try (var _ = TensorScope.open()) {
            Tensor.scalar(1).add(1).mul(3);
            assertEquals(before + 3, TensorScope.liveTensors());
            try (var _ = TensorScope.open()) {
                Tensor.scalar(1);
                assertEquals(before + 4, TensorScope.liveTensors());
            }
            assertEquals(before + 3, TensorScope.liveTensors());
        }
        assertEquals(before, TensorScope.liveTensors());
    }

    @Test void whatIsKeptOutlivesItsScope() {
        try (var _ = TensorScope.open()) {
            Tensor kept;
            try (var inner = TensorScope.open()) {
                kept = inner.keep(Tensor.scalar(2).mul(2));
            }
            assertArrayEquals(new float[] {4}, kept.toFloats());
        }
    }

    @Test void useAfterCloseSaysWhatToDo() {
        Tensor gone;
        try (var _ = TensorScope.open()) {
            gone = Tensor.scalar(1);
        }
        var error = assertThrows(IllegalStateException.class, gone::exp);
        assertTrue(error.getMessage().contains("scope.keep"), error.getMessage());
    }

    @Test void withoutAScopeNothingIsMade() {
        assertThrows(IllegalStateException.class, () -> Tensor.scalar(1));
    }

    @Test @EnabledOnOs(OS.LINUX) void memoryStaysFlatOverManyScopes() throws Exception {
        long after100 = 0;
        for (int i = 0; i < 600; i++) {
            try (var _ = TensorScope.open()) {
                // 4 MB each: leaking would show as 2 GB
                Tensor.zeros(DType.FLOAT32, Device.CPU, 1024, 1024).add(1);
            }
            if (i == 100) after100 = residentKilobytes();
        }
        long grown = residentKilobytes() - after100;
        assertTrue(grown < 100_000, "resident memory grew by " + grown + " kB in 500 scopes");
    }

    private static long residentKilobytes() throws Exception {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
        }
    }
}
