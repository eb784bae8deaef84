package dev.hone.curate.pipeline;

import dev.hone.checkpoint.OpenedModel;
import dev.hone.hub.Hub;
import dev.hone.model.Head;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/// What all steps of a run share: threads, the seed, and places for files.
public final class Workshop implements AutoCloseable {
    /// Rows that one thread looks at in one go, and such pieces that are on their way at a step.
    private static final int PIECE = 64, AHEAD = 16;

    private final long seed;
    private final Hub hub;
    private final Path scratch;
    private final Path kept;
    private final ExecutorService threads;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Map<Object, AutoCloseable> shared = new HashMap<>();
    private final AtomicInteger files = new AtomicInteger();

    /// @param seed    what everything is drawn from
    /// @param threads that look at rows, at least 1
    /// @param hub     where models and data sets come from
    /// @param scratch folder for what is laid aside; goes when the run ends
    /// @param kept    folder for answers and scores that took long; stays
    public Workshop(long seed, int threads, Hub hub, Path scratch, Path kept) {
        this.seed = seed;
        this.hub = hub;
        this.scratch = scratch;
        this.kept = kept;
        this.threads = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().name("hone-curate-", 0).factory());
    }

    public Hub hub() {
        return hub;
    }

    /// Where answers and scores are kept that took long.
    public Path kept() {
        return kept;
    }

    long seed() {
        return seed;
    }

    /// A new file that goes when the run ends.
    Path scratchFile() {
        return scratch.resolve("rows-" + files.incrementAndGet() + ".jsonl");
    }

    /// A row, and what a thread found when it looked at it.
    record Looked<T>(Candidate row, T seen) {}

    /// Looks at rows on all threads, a limited number ahead, and hands them over in their order.
    /// @return gives the next row; null after the last
    <T> Supplier<Looked<T>> looking(Candidates rows, Function<Candidate, T> look) {
        Queue<Future<List<Looked<T>>>> pieces = new ArrayDeque<>();
        Queue<Looked<T>> ready = new ArrayDeque<>();
        return () -> {
            while (ready.isEmpty()) {
                while (pieces.size() < AHEAD) {
                    List<Candidate> piece = rows.next(PIECE);
                    if (piece.isEmpty()) break;
                    pieces.add(begin(() -> piece.stream().map(row -> new Looked<>(row, look.apply(row))).toList()));
                }
                if (pieces.isEmpty()) return null;
                ready.addAll(result(pieces.remove()));
            }
            return ready.remove();
        };
    }

    <T> Future<T> begin(Callable<T> work) {
        return threads.submit(work);
    }

    static <T> T result(Future<T> work) {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) throw fault;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while rows were looked at", e);
        }
    }

    /// Keeps something open until the run ends.
    public <T extends AutoCloseable> T keep(T opened) {
        this.opened.addFirst(opened);
        return opened;
    }

    /// What was opened for this key before, or is opened now; it stays open until the run ends.
    public <T extends AutoCloseable> T shared(Object key, Class<T> type, Supplier<T> opening) {
        if (!shared.containsKey(key)) shared.put(key, keep(opening.get()));
        return type.cast(shared.get(key));
    }

    /// A language model by its folder or hub id, opened once for all steps that use it in the same way: it computes for one thread at a time.
    public OpenedModel model(String name, Class<?> user) {
        return shared(List.of(user, name), OpenedModel.class, () -> OpenedModel.open(hub.model(name), hub, null, Head.TOKENS));
    }

    /// Waits for what its threads are doing, and closes what was opened last first.
    @Override public void close() {
        threads.close();
        for (AutoCloseable one : opened) try {
            one.close();
        } catch (Exception e) {
            throw e instanceof RuntimeException fault ? fault : new IllegalStateException(e);
        }
    }
}
