package dev.hone.tensor.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A float array outside the Java heap, aligned for vectors. Freed when nothing refers to it any more.
public final class Floats {
    /// All of memory, addressed by number: the kernels check their bounds once at the door, not at each load.
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    static final long ALIGNMENT = 64;

    private final MemorySegment segment;
    private final long address;
    private final int length;

    /// Zeros.
    public Floats(int length) {
        this.length = length;
        this.segment = NativeMemory.allocate(length * 4L);
        this.address = segment.address();
    }

    private Floats(MemorySegment segment) {
        this.length = Math.toIntExact(segment.byteSize() / 4);
        this.segment = segment;
        this.address = segment.address();
    }

    /// The float32 numbers that lie in this native memory, without a copy; valid as long as the memory is.
    public static Floats over(MemorySegment memory) {
        return new Floats(memory);
    }

    public static Floats of(float... values) {
        Floats made = new Floats(values.length);
        MemorySegment.copy(values, 0, made.segment, FLOAT, 0, values.length);
        return made;
    }

    public int length() {
        return length;
    }

    public float get(long index) {
        return segment.getAtIndex(FLOAT, index);
    }

    public void set(long index, float value) {
        segment.setAtIndex(FLOAT, index, value);
    }

    /// Copies `count` numbers from `start` into `target`.
    public void copyTo(int start, float[] target, int targetStart, int count) {
        MemorySegment.copy(segment, FLOAT, start * 4L, target, targetStart, count);
    }

    public void copyFrom(int start, Floats source, int sourceStart, int count) {
        MemorySegment.copy(source.segment, sourceStart * 4L, segment, start * 4L, count * 4L);
    }

    public void copyFrom(int start, float[] source, int sourceStart, int count) {
        MemorySegment.copy(source, sourceStart, segment, FLOAT, start * 4L, count);
    }

    /// Sets `count` numbers from `start` on to one value.
    public void fill(long start, long count, float value) {
        if (value == 0) MEMORY.asSlice(at(start, count), 4 * count).fill((byte) 0);
        else for (long i = start; i < start + count; i++) set(i, value);
    }

    public float[] toArray() {
        float[] out = new float[length];
        copyTo(0, out, 0, length);
        return out;
    }

    /// The memory itself, valid as long as somebody refers to it or to this.
    public MemorySegment memory() {
        return segment;
    }

    /// Makes all numbers 0, and gives the memory of a large array back until it is used again.
    /// Not for memory that this is only laid [#over].
    public void release() {
        if (!NativeMemory.release(segment)) segment.fill((byte) 0);
    }

    /// This one when it has room for `length` numbers, else a new one: buffers grow to the largest batch and stay. What the old one held
    /// is lost, and its memory given back at once: the garbage collector sees a few bytes in it, and may leave it for long.
    public static Floats atLeast(Floats old, int length) {
        if (old != null && old.length >= length) return old;
        if (old != null) NativeMemory.release(old.segment);
        return new Floats(length);
    }

    /// Where number `index` lies, after checking that `count` numbers lie there.
    long at(long index, long count) {
        if (index < 0 || count < 0 || index + count > length) throw new IndexOutOfBoundsException(
                "numbers " + index + " to " + (index + count) + " of " + length);
        return address + 4 * index;
    }
}
