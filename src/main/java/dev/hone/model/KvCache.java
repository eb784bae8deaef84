package dev.hone.model;

/// What a model remembers of one sequence: keys and values of each layer and position.
public interface KvCache extends AutoCloseable {
    /// Tokens read so far.
    int length();

    /// A second sequence with the same past. The past is shared, not copied, so a prompt is computed once for all its samples.
    KvCache fork();

    /// Forgets everything after the first `length` tokens.
    void truncate(int length);

    @Override void close();
}
