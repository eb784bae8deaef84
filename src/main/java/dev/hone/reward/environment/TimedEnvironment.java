package dev.hone.reward.environment;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.ObjectNode;

/// An environment that keeps nobody waiting: each step runs in a thread of its own, and one that is not done by its deadline is interrupted and has
/// failed, as has everything that is asked afterwards, for nobody knows what state it left behind. Code that ignores interrupts keeps its thread until it ends.
public final class TimedEnvironment implements Environment {
    private final Environment environment;
    private final Duration deadline;
    private boolean isStuck;

    public TimedEnvironment(Environment environment, Duration deadline) {
        this.environment = environment;
        this.deadline = deadline;
    }

    @Override public List<Tool> begin(ObjectNode columns, long seed) throws Exception {
        return inTime(() -> environment.begin(columns, seed));
    }

    @Override public ToolResult call(String tool, ObjectNode arguments) throws Exception {
        return inTime(() -> environment.call(tool, arguments));
    }

    @Override public double score(String answer) throws Exception {
        return inTime(() -> environment.score(answer));
    }

    private <T> T inTime(Callable<T> step) throws Exception {
        if (isStuck) throw new IllegalStateException("an earlier call took longer than its deadline");
        FutureTask<T> task = new FutureTask<>(step);
        Thread.ofPlatform().daemon().name("environment").start(task);
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            isStuck = true;
            throw new IllegalStateException("took longer than its deadline of " + deadline.toMillis() / 1000.0 + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception fault && !(fault instanceof InterruptedException)) throw fault;
            throw new IllegalStateException(e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    /// One that is stuck is left alone.
    @Override public void close() {
        if (!isStuck) environment.close();
    }
}
