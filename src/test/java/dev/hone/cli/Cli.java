package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.cli.console.Program;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole command line, run inside the test.
public record Cli(int code, String out, String err) {
    public static Cli run(String... arguments) {
        return fed("", arguments);
    }

    /// @param typed what standard input holds
    public static synchronized Cli fed(String typed, String... arguments) {
        InputStream before = System.in;
        var out = new StringWriter();
        var err = new StringWriter();
        try {
            System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
            int code = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
            return new Cli(code, out.toString(), err.toString());
        } finally {
            System.setIn(before);
        }
    }

    /// Runs a command that must succeed.
    public static Cli done(String... arguments) {
        Cli cli = run(arguments);
        assertEquals(Program.SUCCESS, cli.code, cli.err);
        return cli;
    }

    /// Runs a command that must fail as a user's mistake.
    /// @return the one message
    public static String mistake(String... arguments) {
        Cli cli = run(arguments);
        assertEquals(Program.USER_MISTAKE, cli.code, cli.out + cli.err);
        assertEquals("", cli.out);
        assertEquals(1, cli.err.lines().count(), cli.err);
        assertEquals("hone: ", cli.err.substring(0, 6));
        return cli.err.substring(6).strip();
    }

    public static Path write(Path file, String... lines) {
        try {
            return Files.writeString(file, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<JsonNode> rows(Path file) {
        try {
            return Files.readAllLines(file).stream().map(Cli::json).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    public static JsonNode json(Path file) {
        return JsonMapper.shared().readTree(file);
    }

    public static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::intValue).toArray();
    }
}
