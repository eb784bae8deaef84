package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.data.Json;
import dev.hone.eval.Dialogue;
import dev.hone.eval.Item;
import dev.hone.eval.Question;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Script;
import dev.hone.eval.service.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class BfclMultiTurnTest {
    private static final Path DATA = Path.of("../shared/data/evals");
    private static final String TASK = """
            {"id": "multi_turn_base_0", "involved_classes": ["TicketAPI"], "initial_config": {"TicketAPI": {"current_user": "ann"}},
             "question": [[{"role": "user", "content": "Open a ticket: no light."}], [{"role": "user", "content": "Close it."}]],
             "ground_truth": [["create_ticket('No light', priority=2)"], ["close_ticket(ticket_id=1)"]]}""";

    @TempDir Path folder;

    /// Two functions of the ticket service are described.
    private BfclMultiTurn benchmark() {
        try {
            Path docs = Files.createDirectories(folder.resolve("bfcl/multi_turn_func_doc"));
            Files.writeString(docs.resolve("ticket_api.json"), function("create_ticket", "title", "description", "priority") + "\n" + function("close_ticket", "ticket_id") + "\n");
            return new BfclMultiTurn("bfcl-multi-turn", "multi_turn_base", new SuiteFiles(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String function(String name, String... parameters) {
        return "{\"name\": \"" + name + "\", \"description\": \"Does it.\", \"parameters\": {\"type\": \"dict\", \"properties\": {"
                + List.of(parameters).stream().map(each -> "\"" + each + "\": {\"type\": \"string\", \"description\": \"It.\"}").collect(Collectors.joining(", ")) + "}}}";
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }

    private String mistake(String modelOutput) {
        ObjectNode row = json(TASK);
        row.set("model_output", Json.MAPPER.readTree(modelOutput));
        return benchmark().grade(new Item(row, "row")).fields().path("error_type").asString("none");
    }

    @Test void stateAndAnswersAreComparedTurnByTurn() {
        assertEquals("none", mistake("[[\"[create_ticket(title='No light', priority=2)]\", \"Done.\"], [\"close_ticket(ticket_id=1)\"]]"));
        assertEquals("multi_turn:instance_state_mismatch", mistake("[[\"[create_ticket(title='No light')]\"], [\"close_ticket(ticket_id=1)\"]]"));
        assertEquals("multi_turn:empty_turn_model_response", mistake("[[\"[create_ticket(title='No light', priority=2)]\"], [\"It is closed.\"]]"));
        assertEquals("multi_turn:force_terminated", mistake("[[\"[create_ticket(title='No light', priority=2)]\"]]"));
    }

    private Dialogue begun(BfclMultiTurn benchmark, ObjectNode row) {
        return benchmark.begin(new Question("q", new Item(row, "row"), List.of()), Respondents.of(Script.of()));
    }

    @Test void aTurnEndsWhenTheModelCallsNothing() throws InterruptedException {
        Dialogue dialogue = begun(benchmark(), json(TASK));
        assertTrue(dialogue.conversation().messages().get(0).get("content").stringValue().contains("\"name\": \"close_ticket\""));
        String[] said = {"[create_ticket(title='No light', priority=2)]", "Your ticket is 1.", "[close_ticket(ticket_id=1)]", "Closed."};
        List<String> heard = new ArrayList<>();
        for (String words : said) {
            assertFalse(dialogue.ended());
            dialogue.hear(json("{\"role\": \"assistant\"}").put("content", words));
            heard.add(dialogue.conversation().messages().get(dialogue.conversation().messages().size() - 1).get("content").stringValue());
        }
        assertTrue(dialogue.ended());
        assertTrue(heard.getFirst().startsWith("[{'role': 'tool', 'name': \"create_ticket(title='No light', priority=2)\", 'content': '{\"id\": 1, \"title\": \"No light\""), heard.getFirst());
        assertEquals("Close it.", heard.get(1));
        assertTrue(benchmark().grade(dialogue.row()).fields().get("valid").booleanValue());
    }

    @Test void aModelIsAskedUntilTheLastTurnEnds() throws InterruptedException {
        Script script = Script.of("[create_ticket(title='No light', priority=2)]", "Done.", "[close_ticket(ticket_id=1)]", "Closed.");
        ObjectNode question = json(TASK), answer = json("{\"id\": \"multi_turn_base_0\"}");
        answer.set("ground_truth", question.remove("ground_truth"));
        Question asked = benchmark().questions(List.of(new Item(question, "row")), List.of(new Item(answer, "answers"))).getFirst();
        assertTrue(benchmark().grade(benchmark().asked(asked, Respondents.of(script))).fields().get("valid").booleanValue());
        assertTrue(script.isDone());
    }

    @Test void theRightCallsOfTheBenchmarkAreRight() {
        Path questions = DATA.resolve("bfcl/BFCL_v4_multi_turn_base.json");
        assumeTrue(Files.exists(questions), questions + " is not there: the benchmark's questions are not in this repository");
        Map<String, JsonNode> answers = Golden.rows(DATA.resolve("bfcl/possible_answer/BFCL_v4_multi_turn_base.json")).stream().collect(Collectors.toMap(row -> row.get("id").stringValue(), row -> row.get("ground_truth")));
        SuiteFiles files = new SuiteFiles(DATA);
        List<String> failed = new ArrayList<>();
        for (ObjectNode row : Golden.rows(questions)) {
            Services services = new Services(new Item(row, row.get("id").stringValue()), files);
            for (JsonNode turn : answers.get(row.get("id").stringValue())) for (JsonNode call : turn) {
                String answer = services.run(call.stringValue());
                if (answer.startsWith("Error during execution")) failed.add(row.get("id").stringValue() + ": " + call + ": " + answer);
            }
        }
        assertEquals(List.of(), failed);
    }

    @Test void thePromptIsTheOfficialOne() {
        Path recordings = Golden.SHARED.resolve("bfcl_prompts.jsonl"), questions = DATA.resolve("bfcl/BFCL_v4_multi_turn_base.json");
        assumeTrue(Files.exists(recordings) && Files.exists(questions), recordings + " or " + questions + " is not there: the benchmark's questions are not in this repository");
        ObjectNode recorded = Golden.rows(recordings).stream().filter(row -> row.get("source_id").stringValue().equals("multi_turn_base_0")).findFirst().orElseThrow();
        ObjectNode question = Golden.rows(questions).getFirst();
        assertEquals(recorded.get("messages"), begun(new BfclMultiTurn("bfcl-multi-turn", "multi_turn_base", new SuiteFiles(DATA)), question).conversation().messages());
    }
}
