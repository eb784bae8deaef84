package dev.hone.tensor.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Runs the pieces of one loop on all cores. Pieces are many and short (a decoding step has hundreds of loops of some
/// 50 microseconds), so idle workers spin for a moment before they sleep.
public final class Workers {
    private static final long SPIN_NANOS = 100_000;
    private static volatile Workers shared;

    private final Thread[] threads;
    private final ReentrantLock busy = new ReentrantLock();
    private volatile Loop current = new Loop(0, 1, null);

    /// A loop body over the items from `from` to `to` - 1.
    public interface Body {
        void run(int from, int to);
    }

    /// @param count threads in all, the calling one included
    public Workers(int count) {
        if (count < 1) throw new IllegalArgumentException("threads is " + count + "; at least 1");
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(this::serve, "hone-worker-" + (i + 1));
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /// The process's workers: as many as cores unless [#threads] said otherwise.
    public static Workers shared() {
        Workers workers = shared;
        if (workers == null) {
            synchronized (Workers.class) {
                if (shared == null) shared = new Workers(Runtime.getRuntime().availableProcessors());
                workers = shared;
            }
        }
        return workers;
    }

    /// Sets how many threads the shared workers use.
    public static synchronized void threads(int count) {
        Workers old = shared;
        shared = new Workers(count);
        if (old != null) old.stop();
    }

    public int count() {
        return threads.length + 1;
    }

    /// Runs `body` over all items, in pieces of at most `grain`, and returns when every piece is done.
    /// Called while another thread's loop runs, it works alone instead of waiting.
    public void forEach(int items, int grain, Body body) {
        if (items <= grain || threads.length == 0 || !busy.tryLock()) {
            if (items > 0) body.run(0, items);
            return;
        }
        try {
            var loop = new Loop(items, grain, body);
            current = loop;
            for (Thread thread : threads) LockSupport.unpark(thread);
            loop.help();
            while (!loop.isDone()) Thread.onSpinWait();
            if (loop.fault != null) throw new IllegalStateException("a worker failed: " + loop.fault, loop.fault);
        } finally {
            busy.unlock();
        }
    }

    private void serve() {
        Loop last = current;
        while (true) {
            last = await(last);
            if (last.body == null) return;
            last.help();
        }
    }

    private Loop await(Loop last) {
        long deadline = System.nanoTime() + SPIN_NANOS;
        for (int i = 0; ; i++) {
            Loop next = current;
            if (next != last) return next;
            Thread.onSpinWait();
            if ((i & 63) == 63 && System.nanoTime() > deadline) LockSupport.park(this);
        }
    }

    private void stop() {
        current = new Loop(0, 1, null);
        for (Thread thread : threads) LockSupport.unpark(thread);
    }

    private static final class Loop {
        private final int items;
        private final int grain;
        private final Body body;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile Throwable fault;

        private Loop(int items, int grain, Body body) {
            this.items = items;
            this.grain = grain;
            this.body = body;
        }

        private void help() {
            for (int from; (from = next.getAndAdd(grain)) < items; ) {
                int to = Math.min(items, from + grain);
                try {
                    body.run(from, to);
                } catch (Throwable thrown) {
                    fault = thrown;
                } finally {
                    done.addAndGet(to - from);
                }
            }
        }

        private boolean isDone() {
            return done.get() >= items;
        }
    }
}
