package dev.hone.reward;

import dev.hone.data.Json;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Asks a program that runs beside the training: a line of JSON for each answer goes to its standard input
/// ([RequestJson#of]), and a line with a number, `{"score": number}` or null is expected for each, in order, on its standard output.
/// It is started when first needed and kept; one that breaks the rules, ends or is too slow is killed, and started anew for the next call.
/// It runs with the user's rights: it is the user's program, not a model's.
final class ProgramReward implements Reward {
    record Arguments(@Help("the program and its arguments") List<String> command) {
        Arguments {
            if (command == null || command.isEmpty()) throw new UserError("command is missing; expected a list such as [python3, reward.py]");
        }
    }

    private final List<String> command;
    private Running running;

    ProgramReward(List<String> command) {
        this.command = command;
    }

    @Override
    public synchronized double[] score(List<RewardRequest> answers) throws Exception {
        boolean done = false;
        try {
            if (running == null) running = Running.start(command);
            double[] scores = running.ask(answers);
            done = true;
            return scores;
        } finally {
            if (!done) close();
        }
    }

    @Override
    public synchronized void close() {
        if (running != null) running.kill();
        running = null;
    }

    /// @param lines  what the program said and nobody has read yet; [#ENDED] comes last
    /// @param errors the end of what it wrote to standard error
    private record Running(Process process, Writer input, BlockingQueue<String> lines, StringBuffer errors) {
        /// No line of JSON has this in it.
        private static final String ENDED = "\0";
        private static final int KEPT_ERRORS = 2000;

        static Running start(List<String> command) {
            try {
                Process process = new ProcessBuilder(command).start();
                Running running = new Running(process, process.outputWriter(), new LinkedBlockingQueue<>(), new StringBuffer());
                Thread.ofVirtual().start(() -> read(process.inputReader(), running.lines::add, () -> running.lines.add(ENDED)));
                Thread.ofVirtual().start(() -> read(process.errorReader(), running::keepError, () -> {}));
                return running;
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

        /// Writes beside reading, for a program may answer before it has read all.
        double[] ask(List<RewardRequest> answers) throws InterruptedException {
            Thread.ofVirtual().start(() -> write(answers));
            double[] scores = new double[answers.size()];
            for (int i = 0; i < scores.length; i++) scores[i] = score(lines.take());
            return scores;
        }

        private void write(List<RewardRequest> answers) {
            try {
                for (RewardRequest answer : answers) input.append(RequestJson.of(answer).toString()).append('\n');
                input.flush();
            } catch (IOException _) {
                // the program ended; who waits for its lines is told so
            }
        }

        private double score(String line) throws InterruptedException {
            if (line.equals(ENDED)) throw new IllegalStateException("the program ended with exit code " + process.waitFor() + " before it had judged all answers"
                    + (errors.isEmpty() ? "" : "; it last wrote: " + errors.toString().strip()));
            try {
                JsonNode value = Json.MAPPER.readTree(line);
                return RequestJson.score(value.has("score") ? value.get("score") : value);
            } catch (JacksonException e) {
                throw new IllegalStateException("the program wrote \"" + line + "\"; expected a number, {\"score\": number} or null", e);
            }
        }

        void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
