package dev.hone.cli.console;

import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// Where rows go: a file that appears whole or not at all, or standard output as they come.
public final class RowOutput {
    private RowOutput() {}

    /// Takes one row of the result.
    public interface Sink {
        void write(JsonNode row) throws IOException;
    }

    public interface Work {
        void run(Sink sink) throws IOException;
    }

    /// @param output a file's path, or `-` for `standard`
    public static void write(String output, PrintWriter standard, Work work) {
        if (!output.equals(JsonLines.STANDARD)) {
            AtomicFile.writeLines(Path.of(output), file -> work.run(row -> file.append(row.toString()).append('\n')));
            return;
        }
        try {
            work.run(row -> {
                standard.print(row + "\n");
                // A closed pipe or a full disk: nobody would see the rows that follow.
                if (standard.checkError()) throw new UserError("standard output takes no more rows: it was closed, or its disk is full");
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
