package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.data.Json;
import dev.hone.eval.Item;
import dev.hone.eval.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class BfclTest {
    private static final String ROW = """
            {"test_category": "%s", "ground_truth": %s, "model_output": "%s", "function": [{"name": "go", "parameters": {"properties":
            {"to": {"type": "string"}, "at": {"type": "float"}, "by": {"type": "array", "items": {"type": "string"}}}, "required": ["to"]}}]}""";
    private static final String TRUTH = "[{\"go\": {\"to\": [\"New York\", \"NY\"], \"at\": [5.0, \"\"], \"by\": [[\"bus\"], \"\"]}}]";

    @Test void theVerdictsAreTheOfficialCheckers() {
        Path recordings = Golden.SHARED.resolve("bfcl_ast.jsonl");
        assumeTrue(Files.exists(recordings), recordings + " is not there: the benchmark's questions are not in this repository");
        assertEquals(List.of(), Golden.differences("bfcl", Golden.rows(recordings)));
    }

    private static String mistake(String category, String truth, String output) {
        var row = (ObjectNode) Json.MAPPER.readTree(ROW.formatted(category, truth, output.replace("\"", "\\\"")));
        Verdict verdict = new Bfcl().grade(new Item(row, "row"));
        return verdict.fields().path("error_type").asString(verdict.fields().path("valid").asString());
    }

    @Test void aCallWithAcceptedValuesIsRight() {
        assertEquals("true", mistake("simple_python", TRUTH, "[go(to='new-york', at=5)]"));
        assertEquals("true", mistake("simple_python", TRUTH, "`go(to=NY, by=['Bus'], at=2.5*2)`"));
        assertEquals("value_error:string", mistake("simple_python", TRUTH, "go(to='Boston')"));
        // an accepted "left out" lets items of any type through to the comparison, as officially
        assertEquals("value_error:list/tuple", mistake("simple_python", TRUTH, "go(to='NY', by=[1])"));
        assertEquals("simple_function_checker:missing_required", mistake("simple_python", TRUTH, "go('NY')"));
        assertEquals("simple_function_checker:wrong_count", mistake("simple_python", TRUTH, "[go(to='NY'), go(to='NY')]"));
        assertEquals("ast_decoder:decoder_failed", mistake("simple_python", TRUTH, "Sure! go(to='NY')"));
    }

    @Test void parallelCallsComeInAnyOrder() {
        String two = "[{\"go\": {\"to\": [\"A\"]}}, {\"go\": {\"to\": [\"B\"]}}]";
        assertEquals("true", mistake("parallel", two, "[go(to='B'), go(to='A')]"));
        assertEquals("parallel_function_checker_no_order:cannot_find_match", mistake("parallel", two, "[go(to='B'), go(to='B')]"));
    }

    @Test void whereNothingFitsNothingMayBeCalled() {
        assertEquals("true", mistake("irrelevance", "null", "None of these can help."));
        assertEquals("false", mistake("irrelevance", "null", "[go(to='NY')]"));
        assertEquals("true", mistake("live_relevance", "null", "[go(to='NY')]"));
    }
}
