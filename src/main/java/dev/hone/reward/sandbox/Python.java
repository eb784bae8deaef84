package dev.hone.reward.sandbox;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// An interpreter of Python on this machine.
/// @param readable what it reads: itself, its library, installed packages
record Python(String executable, String version, List<String> readable) {
    private static final String QUESTION = """
            import json, os, sys
            assert sys.version_info >= (3, 9)
            paths = [sys.executable, os.path.realpath(sys.executable), sys.prefix + "/pyvenv.cfg", sys.base_prefix + "/lib", *sys.path]
            print(json.dumps({"executable": sys.executable, "version": sys.version.split()[0], "paths": [p for p in paths if os.path.exists(p)]}))
            """;
    private static final Optional<Python> FOUND = candidates().stream().flatMap(path -> asked(path).stream()).findFirst();

    /// The one that `HONE_PYTHON` names, else the system's, else the first on the path that is new enough.
    /// @throws UserError when there is none
    static Python found() {
        return FOUND.orElseThrow(() -> new UserError("no Python 3.9 or newer was found, which running Python programs needs; looked for python3 in "
                + String.join(", ", candidates()) + "; install it, or name it in HONE_PYTHON"));
    }

    static boolean exists() {
        return FOUND.isPresent();
    }

    private static List<String> candidates() {
        String named = System.getenv("HONE_PYTHON");
        if (named != null) return List.of(named);
        List<String> paths = new ArrayList<>(List.of("/usr/bin/python3"));
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) paths.add(folder + "/python3");
        return paths.stream().distinct().filter(path -> Files.isExecutable(Path.of(path))).toList();
    }

    private static Optional<Python> asked(String path) {
        try {
            Process process = new ProcessBuilder(path, "-I", "-c", QUESTION).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
            JsonNode answer = Json.MAPPER.readTree(process.getInputStream().readAllBytes());
            List<String> paths = answer.path("paths").valueStream().map(JsonNode::asString).toList();
            return process.exitValue() != 0 ? Optional.empty()
                    : Optional.of(new Python(answer.path("executable").asString(), answer.path("version").asString(), SystemLibraries.with(paths)));
        } catch (IOException | JacksonException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Sets and dictionaries are in the same order in every run.
    Toolchain toolchain(Program program, String folder) {
        return new Toolchain(readable, List.of(), List.of(executable, "-s", "-B", folder + "/" + program.main()),
                Map.of("PATH", "/usr/bin", "HOME", "/tmp", "LANG", "C.UTF-8", "PYTHONHASHSEED", "0"), 0);
    }
}
