package dev.hone.reward.code;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Reads tests as data sets have them, as JSON or as a text of JSON:
/// - `{"inputs": [...], "outputs": [...], "fn_name": "..."}` (APPS, TACO, LiveCodeBench): with a name calls, else console;
/// - `[{"input": ..., "output": ..., "testtype": "stdin"}]` (LiveCodeBench's columns); `testtype` is "functional" for calls, whose function is `fn_name`;
/// - `["assert f(1) == 2", ...]` (MBPP), or a text that is no JSON: statements.
public final class TestCases {
    private TestCases() {}

    /// @param function what calls call where the tests do not say; may be null
    public static List<TestCase> of(JsonNode column, String function) {
        JsonNode tests = column;
        if (column.isString()) {
            try {
                tests = PythonValues.MAPPER.readTree(column.stringValue());
            } catch (JacksonException _) {
                return List.of(new TestCase.Statement(column.stringValue()));
            }
        }
        if (tests.isObject()) return paired(tests, function);
        if (!tests.isArray()) throw wrong(tests);
        List<TestCase> cases = new ArrayList<>();
        for (JsonNode test : tests) cases.add(test.isString() ? new TestCase.Statement(test.stringValue()) : single(test, function));
        return cases;
    }

    private static List<TestCase> paired(JsonNode tests, String function) {
        JsonNode inputs = tests.path("inputs"), outputs = tests.path("outputs");
        if (!inputs.isArray() || !outputs.isArray() || inputs.size() != outputs.size()) throw wrong(tests);
        String name = tests.path("fn_name").asString(function);
        List<TestCase> cases = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) cases.add(of(inputs.get(i), outputs.get(i), name));
        return cases;
    }

    private static TestCase single(JsonNode test, String function) {
        if (!test.has("input") || !test.has("output")) throw wrong(test);
        String type = test.path("testtype").asString(test.has("fn_name") ? "functional" : "stdin");
        if (type.equals("stdin")) return of(test.path("input"), test.path("output"), null);
        String name = test.path("fn_name").asString(function);
        if (!type.equals("functional") || name == null) throw wrong(test);
        return of(test.path("input"), test.path("output"), name);
    }

    private static TestCase of(JsonNode input, JsonNode output, String function) {
        if (function == null) return new TestCase.Console(text(input), text(output));
        if (input.isArray()) return new TestCase.Call(function, (ArrayNode) input, output);
        ArrayNode arguments = PythonValues.MAPPER.createArrayNode();
        for (String line : text(input).split("\n", -1)) arguments.add(json(line));
        return new TestCase.Call(function, arguments, output.isString() ? json(output.stringValue()) : output);
    }

    /// Some data sets have a list of lines.
    private static String text(JsonNode value) {
        if (value.isString()) return value.stringValue();
        if (!value.isArray()) throw wrong(value);
        List<String> lines = new ArrayList<>();
        for (JsonNode line : value) lines.add(text(line));
        return String.join("\n", lines);
    }

    private static JsonNode json(String text) {
        try {
            return PythonValues.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new UserError("a test has " + text + " for an argument or a result, which is " + Json.reason(e), e);
        }
    }

    private static UserError wrong(JsonNode tests) {
        return new UserError("the tests are " + Json.shortened(tests) + "; expected {\"inputs\": [...], \"outputs\": [...], \"fn_name\": ...},"
                + " a list of {\"input\": ..., \"output\": ..., \"testtype\": stdin or functional, \"fn_name\": ...}, or a list of statements");
    }
}
