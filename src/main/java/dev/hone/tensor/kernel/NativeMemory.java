package dev.hone.tensor.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Zeroed memory outside the Java heap, freed when nothing refers to it any more.
///
/// On Linux large pieces are mapped by themselves: pages are made when they are first touched, in huge ones where the
/// system allows (weights are streamed, and small pages cost translations), and the JVM's limit on direct memory, which
/// would be the size of the heap, does not apply.
public final class NativeMemory {
    private static final long LARGE = 1 << 20;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int NOT_NEEDED = 4;
    private static final int HUGE_PAGES = 14;
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private NativeMemory() {}

    public static MemorySegment allocate(long bytes) {
        return LINUX && bytes >= LARGE ? mapped(bytes) : Arena.ofAuto().allocate(Math.max(1, bytes), Floats.ALIGNMENT);
    }

    /// Gives the system the pages behind a large piece back. It stays usable: its numbers are zeros, and pages are made again when they
    /// are touched. Small pieces keep what they hold.
    /// @return whether it did, and the numbers are zeros now
    static boolean release(MemorySegment memory) {
        if (!LINUX || memory.byteSize() < LARGE) return false;
        try {
            return (int) Calls.MADVISE.invokeExact(MemorySegment.ofAddress(memory.address()), memory.byteSize(), NOT_NEEDED) == 0;
        } catch (Throwable fault) {
            throw new IllegalStateException("madvise failed", fault);
        }
    }

    private static MemorySegment mapped(long bytes) {
        try {
            var at = (MemorySegment) Calls.MMAP.invokeExact(MemorySegment.NULL, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (at.address() == -1) throw new OutOfMemoryError("the system refused " + (bytes >> 20) + " MiB of memory for weights or cache");
            int _ = (int) Calls.MADVISE.invokeExact(at, bytes, HUGE_PAGES);      // advice: refused on some systems, and then nothing is lost
            return at.reinterpret(bytes, Arena.ofAuto(), NativeMemory::unmap);
        } catch (Error fault) {
            throw fault;
        } catch (Throwable fault) {
            throw new IllegalStateException("mmap failed", fault);
        }
    }

    private static void unmap(MemorySegment memory) {
        try {
            int _ = (int) Calls.MUNMAP.invokeExact(MemorySegment.ofAddress(memory.address()), memory.byteSize());
        } catch (Throwable fault) {
            throw new IllegalStateException("munmap failed", fault);
        }
    }

    /// The C library's functions, looked up where they are needed first.
    private static final class Calls {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final MethodHandle MMAP = call("mmap", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        private static final MethodHandle MADVISE = call("madvise", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        private static final MethodHandle MUNMAP = call("munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG));

        private static MethodHandle call(String name, FunctionDescriptor signature) {
            return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), signature);
        }
    }
}
