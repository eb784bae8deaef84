package dev.hone.reward.environment;

/// Makes the environments of a run, from any thread.
public interface EnvironmentMaker extends AutoCloseable {
    Environment make();

    /// Gives back what the environments share; none of them is in use any more.
    @Override default void close() {}
}
