package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What only a process of its own can show: exit codes, bytes, signals, and what was loaded.
@Timeout(120)
class ProcessTest {
    @TempDir Path folder;
    private Path model;

    @BeforeEach void aModelToTalkTo() {
        model = TinyModel.withTokenizer(folder.resolve("model"));
    }

    private Process hone(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Dfile.encoding=UTF-8",
                "-Xlog:class+load:file=" + folder.resolve("classes.log"),
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        return builder.redirectError(folder.resolve("err.txt").toFile()).start();
    }

    private static String rest(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err.txt"));
    }

    @Test void rowsAreUtf8AndLibtorchIsNotLoaded() throws Exception {
        Process process = hone("generate", "--model", model.toString(), "--input", "-", "--max-new-tokens", "3");
        process.getOutputStream().write("{\"id\":\"é😀\",\"prompt\":\"é😀\"}\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String out = rest(process);
        assertEquals(0, process.waitFor(), errors());
        assertTrue(out.startsWith("{\"id\":\"é😀\",\"completions\":"), out);
        List<String> loaded = Files.readAllLines(folder.resolve("classes.log"));
        assertTrue(loaded.stream().anyMatch(line -> line.contains("dev.hone.model.cpu.CpuDecoder")));
        assertEquals(List.of(), loaded.stream().filter(line -> line.contains("org.bytedeco")).toList());
    }

    @Test void aMistakeExitsWithTwoAndItsMessage() throws Exception {
        Process process = hone("score", "--model", model.toString(), "--input", folder.resolve("none.jsonl").toString());
        assertEquals("", rest(process));
        assertEquals(2, process.waitFor());
        assertTrue(errors().endsWith("hone: " + folder.resolve("none.jsonl") + ": no such file" + System.lineSeparator()), errors());
    }

    @Test void ctrlCStopsTheAnswerAndNotTheProgram() throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "signals are sent with kill");
        Process process = hone("chat", "--model", model.toString(), "--ignore-eos", "--temperature", "2", "--max-new-tokens", "1900");
        var in = process.getOutputStream();
        in.write("Hello\n".getBytes(StandardCharsets.UTF_8));
        in.flush();
        process.getInputStream().readNBytes(20);
        assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor());
        Path file = folder.resolve("chat.jsonl");
        in.write(("/save " + file + "\n/exit\n").getBytes(StandardCharsets.UTF_8));
        in.close();
        rest(process);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), errors());
        assertTrue(errors().contains("(stopped)"), errors());
        JsonNode messages = Cli.rows(file).getFirst().get("messages");
        assertEquals(2, messages.size());
        assertTrue(!messages.get(1).get("content").stringValue().isEmpty());
    }

    @Test void aStoppedRunLeavesNothingBehind() throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there a process cannot be asked to stop");
        Path rows = folder.resolve("rows.jsonl"), out = folder.resolve("out");
        Files.writeString(rows, "{\"prompt\":\"Hello\"}\n".repeat(200));
        Process process = hone("generate", "--model", model.toString(), "--input", rows.toString(), "--output",
                out.resolve("answers.jsonl").toString(), "--ignore-eos", "--max-new-tokens", "1900");
        while (process.isAlive() && (!Files.isDirectory(out) || isEmpty(out))) Thread.sleep(20);
        assertTrue(process.isAlive(), errors());
        process.destroy();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertTrue(isEmpty(out), "something half-written is left");
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
