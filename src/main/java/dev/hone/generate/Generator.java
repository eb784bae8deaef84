package dev.hone.generate;

import dev.hone.model.Decoder;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/// Answers prompts with a model: the door of this package. Requests may come from any thread and at any time; they run together, and
/// an answer is the same, to the last bit, whatever runs beside it and in whichever order requests come.
///
/// ```java
/// try (Generator generator = new Generator(model, GeneratorSettings.of(2048))) {
///     SamplingSettings settings = SamplingSettings.DEFAULTS.with(s -> { s.doSample = true; s.maxNewTokens = 64; });
///     Completion answer = generator.generate(List.of(new Request(ids, settings))).getFirst().completions().getFirst();
/// }
/// ```
///
/// A thread of its own calls the model and the listeners. Who waits for a result there would wait for ever; cancelling there is fine.
public final class Generator implements AutoCloseable {
    private final Scheduler scheduler;
    /// Everything that others want of the generator's thread.
    private final LinkedBlockingQueue<Runnable> mail = new LinkedBlockingQueue<>();
    private final Object mailbox = new Object();
    private final Thread thread;
    /// Guarded by `mailbox`: nothing is put into the mail after the order to stop.
    private boolean closed;
    /// Of the generator's thread alone.
    private boolean stopping;

    public Generator(Decoder decoder, GeneratorSettings settings) {
        this(decoder, settings, RowLoop.IN_ORDER);
    }

    /// @param rowLoop runs the sampling of a step's rows, on several threads if it likes
    public Generator(Decoder decoder, GeneratorSettings settings, RowLoop rowLoop) {
        scheduler = new Scheduler(decoder, settings, rowLoop);
        thread = Thread.ofPlatform().daemon().name("hone-generate").start(this::run);
    }

    /// Answers all requests, and returns when the last is done: results in the order of the requests, failed ones among them.
    public List<Result> generate(List<Request> requests) {
        List<Prompt> prompts = requests.stream().map(request -> new Prompt(request, Listener.NONE, null)).toList();
        // In one letter, so that none runs before all are there.
        if (!post(() -> prompts.forEach(scheduler::add))) throw new IllegalStateException("the generator is closed");
        return prompts.stream().map(prompt -> new Generation(this, prompt).result()).toList();
    }

    /// Hands a request in and returns at once.
    public Generation submit(Request request, Listener listener) {
        return submit(request, listener, null);
    }

    Generation submit(Request request, Listener listener, Session session) {
        Prompt prompt = new Prompt(request, listener, session);
        if (!post(() -> scheduler.add(prompt))) throw new IllegalStateException("the generator is closed");
        return new Generation(this, prompt);
    }

    /// A conversation that is remembered between requests.
    public Session openSession() {
        return new Session(this);
    }

    public Totals totals() {
        return scheduler.totals();
    }

    /// Cancels what runs, gives the caches back and ends the thread. The model stays open.
    @Override public void close() {
        synchronized (mailbox) {
            post(() -> stopping = true);
            closed = true;
        }
        if (Thread.currentThread() == thread) return;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // Caches belong to the model: returning before they are closed would let it be closed under them.
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    void cancel(Prompt prompt, int sample) {
        post(() -> scheduler.cancel(prompt, sample));
    }

    void close(Session session) {
        post(() -> scheduler.close(session));
    }

    private boolean post(Runnable order) {
        synchronized (mailbox) {
            return !closed && mail.add(order);
        }
    }

    private void run() {
        while (!stopping) {
            try {
                if (scheduler.idle()) await();
                else scheduler.step();
                for (Runnable order; !stopping && (order = mail.poll()) != null; ) order.run();
            } catch (Throwable e) {
                scheduler.failAll(e);
            }
        }
        scheduler.closeAll();
    }

    private void await() {
        try {
            mail.take().run();
        } catch (InterruptedException _) {
            // Nobody has a reason to interrupt this thread: close() ends it.
        }
    }
}
