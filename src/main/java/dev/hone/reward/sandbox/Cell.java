package dev.hone.reward.sandbox;

import java.io.IOException;
import java.util.List;

/// A contained program, ready to run as often as one likes, one run at a time. No run sees what an earlier one wrote.
public interface Cell extends AutoCloseable {
    /// Runs the program from its start. One that could not be compiled ends as its compiler did.
    /// @throws IOException          when what contains the program failed; whatever the program does is an [Outcome]
    /// @throws InterruptedException when interrupted; the program is dead then, and the cell is closed
    Outcome run(String stdin, List<String> arguments) throws IOException, InterruptedException;

    default Outcome run(String stdin) throws IOException, InterruptedException {
        return run(stdin, List.of());
    }

    /// Ends the program and removes its files.
    @Override
    void close();
}
