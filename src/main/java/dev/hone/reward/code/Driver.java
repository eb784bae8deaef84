package dev.hone.reward.code;

import dev.hone.data.Json;
import dev.hone.reward.sandbox.Language;
import dev.hone.reward.sandbox.Outcome;
import dev.hone.reward.sandbox.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The program that stands between an answer's code and its tests, inside the sandbox: `driver.py`, which says what the two
/// tell each other, and `HoneDriver.java`.
final class Driver {
    /// Only who has run a statement to its end should be able to say so.
    private static final String PASSWORD = UUID.randomUUID().toString();

    private Driver() {}

    static Program with(String code, Language language) {
        return switch (language) {
            case PYTHON -> new Program(Language.PYTHON, Map.of("driver.py", resource("driver.py"), "answer.py", code), "driver.py");
            case JAVA -> {
                Program answer = Program.java(code);
                Map<String, String> files = new LinkedHashMap<>(answer.files());
                files.put("HoneDriver.java", resource("HoneDriver.java"));
                yield new Program(Language.JAVA, files, "HoneDriver");
            }
        };
    }

    /// @param tests   of one kind; calls of one function
    /// @param seconds for each
    static String question(List<? extends TestCase> tests, double seconds) {
        ObjectNode question = Json.MAPPER.createObjectNode().put("seconds", seconds);
        var asked = question.putArray("tests");
        for (TestCase test : tests) {
            switch (test) {
                case TestCase.Call(var function, var arguments, _) -> {
                    question.put("kind", "call").put("function", function);
                    asked.add(arguments);
                }
                case TestCase.Statement(var text) -> {
                    question.put("kind", "statement").put("password", PASSWORD);
                    asked.add(text);
                }
                case TestCase.Console(var input, _) -> {
                    question.put("kind", "console");
                    asked.add(input);
                }
            }
        }
        return question.toString();
    }

    /// What the driver said to each test that it came to; nothing that makes sense counts as an error.
    static List<JsonNode> lines(Outcome outcome) {
        return outcome.stdout().lines().map(line -> {
            try {
                return PythonValues.MAPPER.readTree(line);
            } catch (JacksonException _) {
                return PythonValues.MAPPER.createObjectNode().put("failed", "error");
            }
        }).toList();
    }

    static Verdict verdict(TestCase test, JsonNode line) {
        if (line.has("failed")) return line.path("failed").asString("").equals("time") ? Verdict.TIME : Verdict.ERROR;
        boolean right = switch (test) {
            case TestCase.Call(_, _, var expected) -> line.has("value") && PythonValues.equal(line.get("value"), expected);
            case TestCase.Statement _ -> line.path("done").asString("").equals(PASSWORD);
            case TestCase.Console(_, var expected) -> TextOutput.same(line.path("output").asString(""), expected);
        };
        return right ? Verdict.PASSED : Verdict.WRONG;
    }

    private static String resource(String name) {
        try (InputStream in = Driver.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
