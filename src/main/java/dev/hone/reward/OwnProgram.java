package dev.hone.reward;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A program of the user's own that runs beside Hone: a line of JSON goes to its standard input for each question, and a line is expected
/// for each, in order, on its standard output. It runs with the user's rights: it is the user's program, not a model's.
public final class OwnProgram {
    /// No line of JSON has this in it.
    private static final String ENDED = "\0";
    private static final int KEPT_ERRORS = 2000;

    private final Process process;
    private final Writer input;
    /// What the program said and nobody has read yet; [#ENDED] comes last.
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    /// The end of what it wrote to standard error.
    private final StringBuffer errors = new StringBuffer();

    private OwnProgram(Process process) {
        this.process = process;
        this.input = process.outputWriter();
        Thread.ofVirtual().start(() -> read(process.inputReader(), lines::add, () -> lines.add(ENDED)));
        Thread.ofVirtual().start(() -> read(process.errorReader(), this::keepError, () -> {}));
    }

    /// @param command the program and its arguments
    public static OwnProgram start(List<String> command) {
        try {
            return new OwnProgram(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UserError("command " + command + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static void read(BufferedReader reader, Consumer<String> line, Runnable end) {
        try (reader) {
            reader.lines().forEach(line);
        } catch (IOException | UncheckedIOException _) {
            // the program was killed
        } finally {
            end.run();
        }
    }

    private void keepError(String line) {
        errors.append(line).append('\n');
        if (errors.length() > KEPT_ERRORS) errors.delete(0, errors.length() - KEPT_ERRORS);
    }

    /// Asks several questions at once, and writes beside reading, for a program may answer before it has read all. A program that has broken the
    /// rules, or was interrupted, is out of step and to be killed.
    /// @param expected what a reply is to be, for messages
    /// @param read     makes of a reply what it means
    /// @throws IllegalStateException when a reply is no JSON, or the program ends
    public <T> List<T> ask(List<? extends JsonNode> questions, String expected, Function<JsonNode, T> read) throws InterruptedException {
        Thread.ofVirtual().start(() -> write(questions));
        List<T> replies = new ArrayList<>();
        while (replies.size() < questions.size()) replies.add(read.apply(reply(expected)));
        return replies;
    }

    private void write(List<? extends JsonNode> questions) {
        try {
            for (JsonNode question : questions) input.append(question.toString()).append('\n');
            input.flush();
        } catch (IOException _) {
            // the program ended; who waits for its lines is told so
        }
    }

    private JsonNode reply(String expected) throws InterruptedException {
        String line = lines.take();
        if (line.equals(ENDED)) throw new IllegalStateException("the program ended with exit code " + process.waitFor() + " before it had answered"
                + (errors.isEmpty() ? "" : "; it last wrote: " + errors.toString().strip()));
        try {
            return Json.MAPPER.readTree(line);
        } catch (JacksonException e) {
            throw new IllegalStateException("the program wrote \"" + line + "\"; expected " + expected, e);
        }
    }

    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
