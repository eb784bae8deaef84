package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/// The Python of `$HONE_PYTHON`, or `python3`, where it has a library to compare with.
public record Python(String command) {
    /// Leaves the test out where the library is not there.
    public static Python with(String library) {
        var python = new Python(System.getenv().getOrDefault("HONE_PYTHON", "python3"));
        if (python.run(null, List.of("-c", "import " + library)).code != 0) throw new TestAbortedException(
                "left out: " + python.command + " has no " + library + "; set HONE_PYTHON to a Python that has it");
        return python;
    }

    /// Runs a script that must succeed, without network.
    /// @param home where its caches go
    /// @return what it printed
    public String run(Path home, String script, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("-W", "ignore", "-c", script));
        all.addAll(arguments);
        Run run = run(home, all);
        assertEquals(0, run.code, run.errors);
        return run.output;
    }

    private record Run(int code, String output, String errors) {}

    private Run run(Path home, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(arguments);
        try {
            Path errors = Files.createTempFile("python", ".err");
            var builder = new ProcessBuilder(line).redirectError(errors.toFile());
            builder.environment().putAll(Map.of("HF_HUB_OFFLINE", "1", "OMP_NUM_THREADS", "1"));
            if (home != null) builder.environment().put("HF_HOME", home.toString());
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            String said = Files.readString(errors);
            Files.delete(errors);
            return new Run(code, output, said);
        } catch (IOException noPython) {
            return new Run(127, "", noPython.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
