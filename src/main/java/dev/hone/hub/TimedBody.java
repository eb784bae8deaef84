package dev.hone.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The body of an answer, read piece by piece with a limit on the wait for each. The JDK's own body streams wait for
/// ever when a server falls silent in the middle.
final class TimedBody implements HttpResponse.BodySubscriber<TimedBody>, AutoCloseable {
    /// Pieces asked for ahead of the reader; bounds what lies in memory.
    private static final int AHEAD = 16;

    private sealed interface Event permits Piece, End {
    }

    private record Piece(List<ByteBuffer> buffers) implements Event {
    }

    /// @param failure null for a body that ended well
    private record End(Throwable failure) implements Event {
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @Override public CompletionStage<TimedBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override public void onSubscribe(Flow.Subscription given) {
        if (!subscription.complete(given)) given.cancel();
        else given.request(AHEAD);
    }

    @Override public void onNext(List<ByteBuffer> buffers) {
        events.add(new Piece(buffers));
    }

    @Override public void onError(Throwable failure) {
        events.add(new End(failure));
    }

    @Override public void onComplete() {
        events.add(new End(null));
    }

    /// The next bytes; null at the end. Throws where the body breaks off or nothing comes for `stall`.
    ByteBuffer next(Duration stall) throws IOException {
        while (waiting.isEmpty()) {
            switch (take(stall)) {
                case Piece(var buffers) -> {
                    waiting.addAll(buffers);
                    subscription.join().request(1);
                }
                case End(var failure) -> {
                    events.add(new End(failure));
                    if (failure == null) return null;
                    throw new IOException(failure.getMessage() == null ? "the connection broke" : failure.getMessage(), failure);
                }
            }
        }
        return waiting.poll();
    }

    /// Drops the rest of the body and its connection.
    @Override public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
    }

    private Event take(Duration stall) throws IOException {
        try {
            Event event = events.poll(stall.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) throw new HttpTimeoutException("nothing came for " + stall.toMillis() / 1000.0 + " s");
            return event;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
