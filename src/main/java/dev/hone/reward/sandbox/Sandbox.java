package dev.hone.reward.sandbox;

import java.io.IOException;
import java.util.List;

/// A way to run programs that nobody trusts. May be used by several threads at once, each with cells of its own.
public interface Sandbox {
    /// For messages and `hone doctor`.
    String name();

    /// What it keeps from a program, in words: "files", "network".
    List<String> isolates();

    /// Puts a program, compiled if its language is, where it can be run.
    Cell open(Program program, Limits limits) throws IOException, InterruptedException;
}
