package dev.hone.reward.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tests as data sets have them, and whether an answer is the expected one.
class ComparisonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7|7.0", "7|7e0", "0.10|1e-1", "1_000|1000", "inf|Infinity", "-inf|-INF", "1 2|1.0  2", "nan|nan", "a b|a b", "''|' '",
            "'a\n b '|'\na\nb\n'", "٣|3"})
    void theSameOutput(String written, String expected) {
        assertTrue(TextOutput.same(written, expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7|8", "0.3333|0.33333", "yes|YES", "a  b|a b", "'1\n2'|1 2", "nan|NaN", "inf|-inf", "50000000000000000|50000000000000001", "7|7x",
            "1 2|1", "''|0"})
    void anotherOutput(String written, String expected) {
        assertFalse(TextOutput.same(written, expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|1.0", "true|1", "0|false", "[1, 2.0]|[1.0, 2]", "{\"a\": 1, \"b\": 2}|{\"b\": 2, \"a\": true}", "null|null", "Infinity|Infinity",
            "100000000000000000000|1e20", "\"a\"|\"a\""})
    void equalInPython(String a, String b) {
        assertTrue(PythonValues.equal(json(a), json(b)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|\"1\"", "null|0", "null|false", "[1]|[1, 1]", "[]|{}", "NaN|NaN", "10000000000000001|1e16", "{\"a\": 1}|{\"b\": 1}", "Infinity|-Infinity",
            "0.1|0.10000000000000002"})
    void differentInPython(String a, String b) {
        assertFalse(PythonValues.equal(json(a), json(b)));
    }

    @Test void testsOfManyMakes() {
        var call = new TestCase.Call("f", Json.MAPPER.createArrayNode().add(1).add("a"), json("[2]"));
        var console = new TestCase.Console("1\n2", "3");
        assertEquals(List.of(console), TestCases.of(json("{\"inputs\": [\"1\\n2\"], \"outputs\": [\"3\"]}"), null));
        assertEquals(List.of(console), TestCases.of(json("{\"inputs\": [[\"1\", \"2\"]], \"outputs\": [[\"3\"]], \"fn_name\": null}"), null));
        assertEquals(List.of(console), TestCases.of(json("[{\"input\": \"1\\n2\", \"output\": \"3\", \"testtype\": \"stdin\"}]"), "f"));
        assertEquals(List.of(call), TestCases.of(json("{\"inputs\": [\"1\\n\\\"a\\\"\"], \"outputs\": [\"[2]\"], \"fn_name\": \"f\"}"), null));
        assertEquals(List.of(call), TestCases.of(json("{\"inputs\": [[1, \"a\"]], \"outputs\": [[2]]}"), "f"));
        assertEquals(List.of(call), TestCases.of(json("[{\"input\": \"1\\n\\\"a\\\"\", \"output\": \"[2]\", \"testtype\": \"functional\"}]"), "f"));
        assertEquals(List.of(console), TestCases.of(JsonNodeFactory.instance.stringNode("[{\"input\": \"1\\n2\", \"output\": \"3\"}]"), null));
        assertEquals(List.of(new TestCase.Statement("assert f(1)")), TestCases.of(json("[\"assert f(1)\"]"), null));
        assertEquals(List.of(new TestCase.Statement("assert f(1)")), TestCases.of(JsonNodeFactory.instance.stringNode("assert f(1)"), null));
        assertEquals(List.of(), TestCases.of(json("[]"), null));
        String mistake = assertThrows(UserError.class, () -> TestCases.of(json("{\"inputs\": [1]}"), null)).getMessage();
        assertTrue(mistake.startsWith("the tests are {\"inputs\":[1]}; expected {\"inputs\": [...]"), mistake);
    }

    private static JsonNode json(String text) {
        return PythonValues.MAPPER.readTree(text);
    }
}
