package dev.hone.reward.sandbox;

import java.time.Duration;

/// How far a program may go in one run.
/// @param wall        from start to end
/// @param processor   time that it computes, over all its threads
/// @param memoryBytes what it may reserve; for Java the heap, besides which the JVM has half a GiB
/// @param threads     how many it may have; it cannot start other programs. A JVM takes some 20
/// @param outputBytes on standard output, and as many on standard error
/// @param fileBytes   for all files that it writes
public record Limits(Duration wall, Duration processor, long memoryBytes, int threads, long outputBytes, long fileBytes) {
    private static final long MIB = 1L << 20;
    public static final Limits DEFAULTS = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(6), 512 * MIB, 64, 4 * MIB, 16 * MIB);

    public Limits {
        if (wall.isNegative() || wall.isZero() || processor.isNegative() || processor.isZero()) throw new IllegalArgumentException(
                "a program may run for " + wall + " and compute for " + processor + "; expected both above 0");
        if (memoryBytes < 32 * MIB || threads < 1 || outputBytes < 1 || fileBytes < 4096) throw new IllegalArgumentException("a program may have "
                + memoryBytes + " bytes of memory, " + threads + " threads, " + outputBytes + " bytes of output and " + fileBytes
                + " bytes of files; expected at least 32 MiB, 1, 1 and 4096");
    }

    public Limits withTime(Duration wall, Duration processor) {
        return new Limits(wall, processor, memoryBytes, threads, outputBytes, fileBytes);
    }

    public Limits withMemory(long bytes) {
        return new Limits(wall, processor, bytes, threads, outputBytes, fileBytes);
    }
}
