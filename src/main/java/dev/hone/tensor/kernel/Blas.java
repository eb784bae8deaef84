package dev.hone.tensor.kernel;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/// Products of float32 matrices by OpenBLAS, for passes whose operands change at every step and so are not worth packing.
///
/// Each call into the library runs on one thread; the cut into pieces is ours, one for each of the [Workers], so that no
/// second pool of threads waits beside them. The same product on the same number of threads gives the same bits; the rest
/// of a piece that does not fill the library's tile may be summed in another order, so other numbers of threads may not.
public final class Blas {
    private static final int ROW_MAJOR = 101;
    private static final int AS_IS = 111;
    private static final int TRANSPOSED = 112;
    /// A piece's rows or columns are a multiple of this.
    private static final int TILE = 48;
    /// Below this many multiplications a second core does not pay.
    private static final long ALONE = 1 << 18;

    private Blas() {}

    /// Numbers in rows that stand `stride` apart, the first at `start`.
    public record Matrix(Floats data, long start, int stride) {
        /// Row after row without a gap.
        public static Matrix of(Floats data, int width) {
            return new Matrix(data, 0, width);
        }

        /// The same from another row on.
        public Matrix fromRow(int row) {
            return new Matrix(data, start + (long) row * stride, stride);
        }

        private Matrix fromColumn(int column) {
            return new Matrix(data, start + column, stride);
        }

        /// Where it lies, after checking that `rows` rows of `width` numbers do.
        private long at(int rows, int width) {
            return data.at(start, rows == 0 ? 0 : (rows - 1L) * stride + width);
        }
    }

    /// An operand: a matrix, or its transpose.
    public record Operand(Matrix matrix, boolean transposed) {
        public static Operand of(Matrix matrix) {
            return new Operand(matrix, false);
        }

        public static Operand transposed(Matrix matrix) {
            return new Operand(matrix, true);
        }

        private Operand fromRow(int row) {
            return new Operand(transposed ? matrix.fromColumn(row) : matrix.fromRow(row), transposed);
        }

        private Operand fromColumn(int column) {
            return new Operand(transposed ? matrix.fromRow(column) : matrix.fromColumn(column), transposed);
        }

        private long at(int rows, int columns) {
            return transposed ? matrix.at(columns, rows) : matrix.at(rows, columns);
        }
    }

    /// Whether there is a library for this machine.
    public static boolean isAvailable() {
        return Library.SGEMM != null;
    }

    /// `c = scale · a b + kept · c` on all cores, with a `[m, k]`, b `[k, n]` and c `[m, n]`.
    public static void multiply(int m, int n, int k, float scale, Operand a, Operand b, float kept, Matrix c) {
        boolean byRows = m > n;
        int whole = byRows ? m : n;
        int workers = (long) m * n * k < ALONE ? 1 : Workers.shared().count();
        int piece = Math.ceilDiv(Math.ceilDiv(whole, workers), TILE) * TILE;
        Workers.shared().forEach(Math.ceilDiv(whole, piece), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int first = i * piece;
                int count = Math.min(piece, whole - first);
                if (byRows) alone(count, n, k, scale, a.fromRow(first), b, kept, c.fromRow(first));
                else alone(m, count, k, scale, a, b.fromColumn(first), kept, c.fromColumn(first));
            }
        });
    }

    /// The same on the calling thread.
    public static void alone(int m, int n, int k, float scale, Operand a, Operand b, float kept, Matrix c) {
        try {
            Library.SGEMM.invokeExact(ROW_MAJOR, a.transposed ? TRANSPOSED : AS_IS, b.transposed ? TRANSPOSED : AS_IS, m, n, k,
                    scale, a.at(m, k), a.matrix.stride, b.at(k, n), b.matrix.stride, kept, c.at(m, n), c.stride);
        } catch (RuntimeException | Error fault) {
            throw fault;
        } catch (Throwable fault) {
            throw new IllegalStateException("sgemm failed", fault);
        }
    }

    /// OpenBLAS as the class path brings it, unpacked under a folder of its own: libtorch's loader puts MKL under
    /// OpenBLAS's file name, so the two must not share one.
    private static final class Library {
        private static final List<String> FILES = List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");
        private static final MethodHandle SGEMM = load();

        private static MethodHandle load() {
            String folder = "/org/bytedeco/openblas/" + Loader.getPlatform() + "/";
            if (Blas.class.getResource(folder + FILES.getLast()) == null) return null;
            try {
                Path unpacked = unpacked(folder);
                SymbolLookup library = SymbolLookup.libraryLookup(unpacked.resolve(FILES.getLast()), Arena.global());
                Linker linker = Linker.nativeLinker();
                MethodHandle threads = linker.downcallHandle(library.find("openblas_set_num_threads").orElseThrow(),
                        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
                threads.invokeExact(1);
                return linker.downcallHandle(library.find("cblas_sgemm").orElseThrow(), FunctionDescriptor.ofVoid(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
            } catch (Error fault) {
                throw fault;
            } catch (Throwable fault) {
                throw new IllegalStateException("OpenBLAS cannot be loaded: " + fault.getMessage(), fault);
            }
        }

        /// The folder with the files, each moved there whole, so that two first uses at once do no harm.
        private static Path unpacked(String folder) throws IOException {
            File cache = Loader.getCacheDir();
            long size = Blas.class.getResource(folder + FILES.getLast()).openConnection().getContentLengthLong();
            Path target = Files.createDirectories(cache.toPath().resolve("hone-openblas-" + size));
            for (String name : FILES) {
                Path file = target.resolve(name);
                if (Files.exists(file)) continue;
                Path draft = Files.createTempFile(target, name, ".tmp");
                try (var in = Blas.class.getResourceAsStream(folder + name)) {
                    if (in == null) throw new IOException(name + " is not on the class path");
                    Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return target;
        }
    }
}
