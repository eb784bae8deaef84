package dev.hone.reward.sandbox;

import dev.hone.data.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A running launcher that holds one program. The words of their conversation are in `launcher.py`.
final class LauncherCell implements Cell {
    /// The compiler gets this much, whatever the program may take.
    private static final Duration BUILD_TIME = Duration.ofSeconds(30);
    /// For the launcher to measure and to answer, on a busy machine; it ends a run by itself long before.
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    /// Where the launcher puts the program's files.
    private static final String FOLDER = "{program}";

    private final Process launcher;
    private final Writer requests;
    private final BufferedReader answers;
    private final Duration patience;
    /// How the compiler ended, if it found mistakes.
    private Outcome failedBuild;

    private LauncherCell(Process launcher, Limits limits) {
        this.launcher = launcher;
        this.requests = launcher.outputWriter(StandardCharsets.UTF_8);
        this.answers = launcher.inputReader(StandardCharsets.UTF_8);
        this.patience = limits.wall().plus(GRACE);
    }

    static LauncherCell open(List<String> command, String level, Program program, Limits limits) throws IOException, InterruptedException {
        Toolchain toolchain = Toolchain.of(program, limits, FOLDER);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        LauncherCell cell = new LauncherCell(builder.start(), limits);
        JsonNode answer = cell.ask(setup(level, program, toolchain, limits), BUILD_TIME.plus(GRACE));
        if (!toolchain.build().isEmpty()) {
            Outcome build = outcome(answer);
            if (!build.succeeded()) cell.failedBuild = build;
        }
        return cell;
    }

    private static ObjectNode setup(String level, Program program, Toolchain toolchain, Limits limits) {
        ObjectNode setup = Json.MAPPER.createObjectNode().put("level", level);
        setup.set("files", Json.MAPPER.valueToTree(program.files()));
        setup.set("readable", Json.MAPPER.valueToTree(toolchain.readable()));
        setup.set("command", Json.MAPPER.valueToTree(toolchain.command()));
        setup.set("build", Json.MAPPER.valueToTree(toolchain.build()));
        setup.set("environment", Json.MAPPER.valueToTree(toolchain.environment()));
        setup.putObject("limits").put("wall_seconds", seconds(limits.wall())).put("cpu_seconds", seconds(limits.processor()))
                .put("build_seconds", seconds(BUILD_TIME)).put("memory_bytes", limits.memoryBytes() + toolchain.extraMemory())
                .put("threads", limits.threads()).put("output_bytes", limits.outputBytes()).put("file_bytes", limits.fileBytes());
        return setup;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    @Override
    public Outcome run(String stdin, List<String> arguments) throws IOException, InterruptedException {
        if (failedBuild != null) return failedBuild;
        ObjectNode request = Json.MAPPER.createObjectNode().put("stdin", stdin.getBytes(StandardCharsets.UTF_8));
        request.set("arguments", Json.MAPPER.valueToTree(arguments));
        return outcome(ask(request, patience));
    }

    /// Talks in a thread of its own, for reading from a process cannot be interrupted.
    private JsonNode ask(ObjectNode question, Duration patience) throws IOException, InterruptedException {
        FutureTask<JsonNode> reply = new FutureTask<>(() -> {
            requests.append(question.toString()).append('\n').flush();
            String line = answers.readLine();
            if (line == null) throw new IOException("the launcher of contained programs ended with exit code " + launcher.waitFor());
            return Json.MAPPER.readTree(line);
        });
        Thread.ofVirtual().start(reply);
        boolean done = false;
        try {
            JsonNode answer = reply.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (answer.has("error")) throw new IOException("programs cannot be contained: " + answer.path("error").asString());
            done = true;
            return answer;
        } catch (TimeoutException _) {
            launcher.destroyForcibly();
            throw new IOException("the launcher of contained programs did not answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException("the launcher of contained programs: " + e.getCause(), e.getCause());
        } finally {
            if (!done) close();
        }
    }

    private static Outcome outcome(JsonNode answer) throws IOException {
        try {
            return Outcome.of(Outcome.End.valueOf(answer.path("end").stringValue().toUpperCase()), answer.path("code").intValue(),
                    text(answer.path("stdout")), text(answer.path("stderr")), answer.path("seconds").doubleValue(), answer.path("cpu_seconds").doubleValue());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("the launcher of contained programs answered " + Json.shortened(answer), e);
        }
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.stringValue()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            requests.close();
            if (launcher.waitFor(FAREWELL)) return;
        } catch (IOException _) {
            // it has ended
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        launcher.destroyForcibly();
    }
}
