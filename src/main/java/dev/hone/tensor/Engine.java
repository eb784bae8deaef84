package dev.hone.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LayoutOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/// libtorch as a whole: loading, threads, seeds, determinism.
public final class Engine {
    private static volatile boolean loaded;

    private Engine() {}

    /// Loads the native libraries once; called by everything that needs them. The first run on a machine unpacks them.
    public static synchronized void load() {
        if (loaded) return;
        // MKL in place of OpenBLAS, on libtorch's own OpenMP: both must be known before the libraries load.
        setIfAbsent("org.bytedeco.openblas.load", "mkl_rt");
        setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
        if (System.getenv("MKL_THREADING_LAYER") == null) setEnvironment("MKL_THREADING_LAYER", "GNU");
        Loader.load(torch.class);
        loaded = true;
    }

    /// Threads that one operation may use; libtorch takes every core by default.
    public static void threads(int count) {
        load();
        if (count < 1) throw new IllegalArgumentException("threads is " + count + "; at least 1");
        torch.set_num_threads(count);
    }

    public static int threads() {
        load();
        return torch.get_num_threads();
    }

    /// Starts libtorch's random numbers from `seed`, the same ones as `torch.manual_seed` in Python.
    public static void seed(long seed) {
        load();
        torch.manual_seed(seed);
    }

    /// Refuses operations that may give other bits from run to run.
    public static void deterministic(boolean only) {
        load();
        torch.globalContext().setDeterministicAlgorithms(only, false);
    }

    /// The numbers 0 to n - 1 in a random order: `torch.randperm(n, generator=torch.Generator().manual_seed(seed))`.
    public static long[] permutation(long n, long seed) {
        return permutation(n, seed, 0);
    }

    /// One of the orders that a generator gives in turn.
    /// @param earlier how many it gave before
    public static long[] permutation(long n, long seed, long earlier) {
        try (var _ = TensorScope.open()) {
            var generator = torch.createCPUGenerator(seed);
            for (long drawn = 0; drawn < earlier; drawn++) permutation(n, generator);
            return permutation(n, generator);
        }
    }

    private static long[] permutation(long n, Generator generator) {
        try (var _ = TensorScope.open()) {
            var order = torch.randperm(n, new GeneratorOptional(generator), new ScalarTypeOptional(torch.ScalarType.Long),
                    new LayoutOptional(), new DeviceOptional(), new BoolOptional());
            long[] out = new long[Math.toIntExact(n)];
            java.lang.foreign.MemorySegment.copy(
                    java.lang.foreign.MemorySegment.ofAddress(order.data_ptr().address()).reinterpret(n * Long.BYTES),
                    ValueLayout.JAVA_LONG, 0, out, 0, out.length);
            return out;
        }
    }

    /// Whether a CUDA device can be used by this build.
    public static boolean hasCuda() {
        load();
        return torch.hasCUDA();
    }

    /// What libtorch was built with and found: version, BLAS, instruction sets.
    public static String configuration() {
        load();
        return torch.show_config().getString();
    }

    /// The version of libtorch's Java package, such as 2.10.0-1.5.13: libtorch's own, then the binding's.
    public static String version() {
        var properties = new java.util.Properties();
        try (var in = torch.class.getResourceAsStream("/META-INF/maven/org.bytedeco/pytorch/pom.properties")) {
            if (in != null) properties.load(in);
        } catch (java.io.IOException unreadable) {
            return "unknown";
        }
        return properties.getProperty("version", "unknown");
    }

    /// The library behind matrix products: `mkl` or `openblas`.
    public static String blas() {
        load();
        return System.getProperty("org.bytedeco.openblas.load", "openblas").contains("mkl") && isLoaded("mkl_rt") ? "mkl" : "openblas";
    }

    private static boolean isLoaded(String library) {
        try (var maps = java.nio.file.Files.lines(java.nio.file.Path.of("/proc/self/maps"))) {
            return maps.anyMatch(line -> line.contains("lib" + library));
        } catch (java.io.IOException notLinux) {
            return false;
        }
    }

    /// libtorch's name for the processor's instruction set, such as AVX2 or AVX512.
    public static String cpuCapability() {
        load();
        return torch.get_cpu_capability().getString();
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) System.setProperty(property, value);
    }

    /// Java can't change its own environment, but the native libraries read the process's: call the C library's setenv.
    private static void setEnvironment(String name, String value) {
        var linker = Linker.nativeLinker();
        var setenv = linker.defaultLookup().find("setenv");
        if (setenv.isEmpty()) return;       // Windows has no setenv, and no MKL build of ours either
        var signature = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) linker.downcallHandle(setenv.get(), signature).invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
        } catch (Throwable fault) {
            throw new IllegalStateException("setenv " + name + " failed", fault);
        }
    }
}
