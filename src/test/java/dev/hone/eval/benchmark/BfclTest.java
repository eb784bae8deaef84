package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.data.Json;
import dev.hone.eval.Item;
import dev.hone.eval.Verdict;
import dev.hone.eval.call.CallLanguage;
import dev.hone.eval.call.CallPrompt;
import dev.hone.eval.call.FunctionDocs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

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

    /// The questions are the benchmark's own; of live_multiple, which is not among the shared ones, there is no test.
    @Test void thePromptsAreTheOfficialOnes() {
        Path recordings = Golden.SHARED.resolve("bfcl_prompts.jsonl"), data = Path.of("../shared/data/evals/bfcl");
        assumeTrue(Files.exists(recordings) && Files.exists(data), recordings + " or " + data + " is not there: the benchmark's questions are not in this repository");
        List<String> wrong = new ArrayList<>();
        for (ObjectNode row : Golden.rows(recordings)) {
            String id = row.get("source_id").stringValue(), category = id.substring(0, id.lastIndexOf('_'));
            Path file = data.resolve("BFCL_v4_" + category + ".json");
            if (!Files.exists(file)) continue;
            ObjectNode question = Golden.rows(file).stream().filter(each -> each.get("id").stringValue().equals(id)).findFirst().orElseThrow();
            if (question.has("involved_classes")) continue;
            FunctionDocs functions = new FunctionDocs(new Item(question, id).items("function"), CallLanguage.ofCategory(category));
            JsonNode expected = row.has("config") ? row.get("system_prompt") : row.get("messages");
            JsonNode got = row.has("config") ? StringNode.valueOf(CallPrompt.of(row.get("config").stringValue()).system(functions))
                    : new BfclCategory(category).ask(new Item(question, id), List.of()).messages();
            if (!expected.equals(got)) wrong.add(row.get("id").stringValue() + ": recorded " + expected + ", got " + got);
            if (row.has("openai_tools") && !row.get("openai_tools").equals(functions.tools())) wrong.add(row.get("id").stringValue() + ": tools " + functions.tools());
        }
        assertEquals(List.of(), wrong);
    }

    @Test void whatTheSystemSaysAlreadyComesBehindTheFunctions() {
        var row = (ObjectNode) Json.MAPPER.readTree("""
                {"id": "live_simple_1-0-0", "question": [[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Go to Rome."}]], "ground_truth": [{"go": {"to": ["Rome"]}}],
                "function": [{"name": "go", "description": "Goes.", "parameters": {"type": "dict", "properties": {"to": {"type": "string", "description": "Where to."}}, "required": ["to"]}}]}""");
        Item question = new Item(row, "row");
        BfclCategory suite = new BfclCategory("live_simple");
        JsonNode messages = suite.ask(question, List.of()).messages();
        assertTrue(messages.get(0).get("content").stringValue().endsWith("\n]\n\n\nBe brief."), messages.toString());
        assertEquals("Go to Rome.", messages.get(1).get("content").stringValue());
        assertTrue(suite.grade(suite.answered(question, "[go(to='Rome')]")).fields().get("valid").booleanValue());
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
