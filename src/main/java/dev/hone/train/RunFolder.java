package dev.hone.train;

import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.hub.FileTree;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A run's folder, held by one process at a time, and never overwritten unasked.
public final class RunFolder implements AutoCloseable {
    public static final String METRICS = "metrics.jsonl";
    public static final String ROWS = "rows.jsonl";
    public static final String RUN = "run.json";
    public static final String REPORT = "report.html";
    /// What the model said to benchmarks while it learned, a folder for each time.
    public static final String EVAL = "eval";
    /// What a model that learns by reward answered, a file for each generation.
    public static final String ROLLOUTS = "rollouts";
    private static final String LOCK = ".lock";
    private static final List<String> RESULTS = List.of(HfFolder.CONFIG, Safetensors.SINGLE_FILE, Safetensors.INDEX_FILE, HfFolder.ADAPTER_CONFIG);
    private static final List<String> RECORDS = List.of(METRICS, ROWS, RUN, REPORT);

    private final Path path;
    private final FileChannel lock;

    private RunFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// What to do with a run that is in the folder already.
    public enum Earlier { REFUSE, RESUME, OVERWRITE }

    /// Makes the folder where it is missing, and takes it.
    public static RunFolder take(Path path, Earlier earlier) {
        if (earlier == Earlier.REFUSE) refuseUsed(path);
        try {
            Files.createDirectories(path);
            FileChannel lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isTaken(lock)) return new RunFolder(path, lock);
            lock.close();
        } catch (IOException e) {
            throw new UserError("output_dir is " + path + ", which cannot be written to (" + e.getMessage() + ")", e);
        }
        throw new UserError("output_dir is " + path + ", where another run is at work; name another folder");
    }

    private static boolean isTaken(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() == null;
        } catch (OverlappingFileLockException here) {
            return true;
        }
    }

    private static void refuseUsed(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) throw new UserError("output_dir is " + path + ", which is a file; expected a folder or nothing");
        if (!new Checkpoints(path).steps().isEmpty() || Files.exists(path.resolve(METRICS))) throw new UserError("output_dir is " + path
                + ", where a run is already; go on with it with --resume, replace it with --overwrite, or name another folder");
        for (String result : RESULTS) if (Files.exists(path.resolve(result))) throw new UserError("output_dir is " + path + ", which holds a model ("
                + result + "); replace it with --overwrite, or name another folder");
    }

    public Path path() {
        return path;
    }

    public Path metrics() {
        return path.resolve(METRICS);
    }

    /// @throws UserError when there is a checkpoint to go on from, but of a run with other numbers
    public void requireSame(RunIdentity identity) {
        Checkpoints checkpoints = new Checkpoints(path);
        checkpoints.newest().ifPresent(state -> state.identity().requireSame(identity, checkpoints.of(state.step()).toString()));
    }

    /// Deletes what an earlier run has written about itself, its answers and its checkpoints. Its model is replaced when the new one is there.
    public void clear() {
        new Checkpoints(path).deleteAll();
        for (String answers : List.of(EVAL, ROLLOUTS)) FileTree.delete(path.resolve(answers));
        try {
            for (String record : RECORDS) Files.deleteIfExists(path.resolve(record));
        } catch (IOException e) {
            throw new UserError(path + ": an earlier run cannot be deleted (" + e.getMessage() + ")", e);
        }
    }

    @Override public void close() {
        try {
            lock.close();
            Files.deleteIfExists(path.resolve(LOCK));
        } catch (IOException e) {
            throw new UserError(path + ": cannot be let go (" + e.getMessage() + ")", e);
        }
    }
}
