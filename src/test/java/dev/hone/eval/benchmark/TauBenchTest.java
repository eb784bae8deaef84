package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.Benchmark;
import dev.hone.eval.Item;
import dev.hone.eval.Question;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Script;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class TauBenchTest {
    private static final Path DATA = Path.of("../shared/data/evals");

    @Test void theRewardsAreTheOfficialOnes() throws Exception {
        assertEquals(List.of(), differences(retail(DATA), "tau_bench.jsonl"));
    }

    @Test void theSecondEditionsDataAreTheOfficialOnes() throws Exception {
        assertEquals(List.of(), differences(new Tau2Bench("tau2-bench", List.of(), new SuiteFiles(DATA)), "tau2_bench.jsonl"));
    }

    /// A shop with one pending order of one customer, and a task: cancel it, and say what comes back.
    private TauBench shop() {
        write("orders.json", "{\"#W1\": {\"order_id\": \"#W1\", \"user_id\": \"ann_1\", \"status\": \"pending\", \"items\": [], "
                + "\"payment_history\": [{\"transaction_type\": \"payment\", \"amount\": 12.5, \"payment_method_id\": \"gift_card_1\"}]}}");
        write("users.json", "{\"ann_1\": {\"email\": \"ann@example.org\", \"payment_methods\": {\"gift_card_1\": {\"source\": \"gift_card\", \"balance\": 0.25}}}}");
        write("products.json", "{}");
        write("tools.json", "[]");
        write("wiki.md", "Be kind.");
        write("tasks_test.json", "[{\"instruction\": \"You are Ann. Cancel your order.\", \"outputs\": [\"12.5\"], \"actions\": [" + CANCEL + "]}]");
        return retail(folder);
    }

    private static TauBench retail(Path files) {
        return new TauBench("tau-bench-retail", List.of("retail"), new SuiteFiles(files));
    }

    private static final String CANCEL = "{\"name\": \"cancel_pending_order\", \"kwargs\": {\"order_id\": \"#W1\", \"reason\": \"no longer needed\"}}";

    @TempDir Path folder;

    private void write(String name, String content) {
        try {
            Files.createDirectories(folder.resolve("tau_bench/retail"));
            Files.writeString(folder.resolve("tau_bench/retail").resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }

    private static final String CALL = "{\"name\": \"cancel_pending_order\", \"arguments\": {\"order_id\": \"#W1\", \"reason\": \"no longer needed\"}}";

    private static Respondents with(Respondent model, Respondent user) {
        return new Respondents(model, Optional.empty(), Optional.empty(), Optional.of(user));
    }

    @Test void aConversationGoesOnUntilTheCustomerStops() throws InterruptedException {
        TauBench benchmark = shop();
        Question question = new Question("q", benchmark.ownRows().getFirst(), List.of());
        Script model = Script.of(CALL, "You get 12.5 back."), user = Script.of("I want to cancel #W1.", "Thanks. ###STOP###");
        Item row = benchmark.asked(question, with(model, user));
        Conversation first = model.asked().getFirst(), second = model.asked().getLast();
        assertEquals("Be kind.", first.messages().get(0).get("content").stringValue());
        assertEquals("I want to cancel #W1.", first.messages().get(1).get("content").stringValue());
        assertTrue(second.beginsWith(first));
        assertEquals("call_1", model.heard().get("tool_call_id").stringValue());
        assertTrue(model.heard().get("content").stringValue().contains("\"status\": \"cancelled\""), model.heard().toString());
        assertEquals("Hi! How can I help you today?", user.asked().getFirst().messages().get(1).get("content").stringValue());
        assertEquals("You get 12.5 back.", user.heard().get("content").stringValue());
        assertTrue(user.asked().getFirst().messages().get(0).get("content").stringValue().contains("You are Ann."));
        assertEquals(1, benchmark.grade(row).marks().getFirst().value());
    }

    @Test void argumentsThatAreNoJsonAreRefusedByTheToolAndTheTalkGoesOn() throws InterruptedException {
        TauBench benchmark = shop();
        Script model = new Script(List.of(json("{\"role\": \"assistant\", \"content\": \"\", \"tool_calls\": [{\"id\": \"c\", \"type\": \"function\", \"function\": "
                + "{\"name\": \"cancel_pending_order\", \"arguments\": \"{order\"}}]}"), json("{\"role\": \"assistant\", \"content\": \"Sorry.\"}")));
        Item row = benchmark.asked(new Question("q", benchmark.ownRows().getFirst(), List.of()), with(model, Script.of("Cancel it.", "###STOP###")));
        assertTrue(model.heard().get("content").stringValue().startsWith("Error: missing"), model.heard().toString());
        assertEquals(0, benchmark.grade(row).marks().getFirst().value());
    }

    @Test void anAgentThatFindsNoEndIsStoppedAfterThirtySteps() throws InterruptedException {
        TauBench benchmark = shop();
        String[] words = new String[31];
        Arrays.fill(words, "What else?");
        Item row = benchmark.asked(new Question("q", benchmark.ownRows().getFirst(), List.of()), with(Script.of(words), Script.of(words)));
        assertEquals(30, row.fields().get("actions").size());
    }

    @Test void whatWasDoneAndWhatWasSaidBothCount() {
        TauBench benchmark = shop();
        String said = "{\"name\": \"respond\", \"kwargs\": {\"content\": \"12.5 <END>\"}}";
        assertEquals(1, reward(benchmark, CANCEL + ", " + said));
        assertEquals(0, reward(benchmark, said));
        assertEquals(0, reward(benchmark, CANCEL + ", " + said.replace("12.5", "Done.")));
        // without the customer's word the conversation has not ended
        assertEquals(0, reward(benchmark, CANCEL));
    }

    private static double reward(TauBench benchmark, String actions) {
        return benchmark.grade(new Item(json("{\"domain\": \"retail\", \"task_index\": 0, \"actions\": [" + actions + "]}"), "row")).fields().get("reward").doubleValue();
    }

    @Test void aMissingFileIsNamed() {
        Item row = new Item(json("{\"domain\": \"airline\", \"task_index\": 0, \"actions\": []}"), "row");
        String message = assertThrows(UserError.class, () -> retail(folder).grade(row)).getMessage();
        assertTrue(message.contains(folder.resolve("tau_bench/airline/flights.json") + ", which is not there"), message);
        assertTrue(assertThrows(UserError.class, () -> new TauBench("tau-bench-retail", List.of("retail"), new SuiteFiles(List.of())).grade(row)).getMessage().contains("HONE_EVAL_DATA names one"));
    }

    private static List<String> differences(Benchmark benchmark, String name) throws Exception {
        Path recordings = Golden.SHARED.resolve(name);
        assumeTrue(Files.exists(recordings) && Files.exists(DATA), recordings + " or " + DATA + " is not there: the benchmark's data are not in this repository");
        List<String> wrong = new ArrayList<>();
        for (ObjectNode row : Golden.rows(recordings)) {
            ObjectNode got = benchmark.grade(new Item(row.deepCopy(), row.path("id").asString())).fields();
            for (String field : got.propertyNames()) if (!same(row.path(field), got.get(field)))
                wrong.add(row.path("id").asString() + " " + field + ": recorded " + row.path(field) + ", got " + got.get(field));
        }
        return wrong;
    }

    /// A long text is recorded as its number and its length.
    private static boolean same(JsonNode recorded, JsonNode got) throws Exception {
        if (recorded.has("sha256") && got.isString()) return recorded.get("sha256").stringValue().equals(HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest(got.stringValue().getBytes(StandardCharsets.UTF_8))));
        if (recorded instanceof ArrayNode && got instanceof ArrayNode || recorded instanceof ObjectNode && got instanceof ObjectNode) {
            boolean same = recorded.size() == got.size();
            if (got instanceof ArrayNode) for (int i = 0; same && i < got.size(); i++) same = same(recorded.get(i), got.get(i));
            else for (String field : got.propertyNames()) same &= same(recorded.path(field), got.get(field));
            return same;
        }
        return recorded.isNumber() && got.isNumber() ? recorded.doubleValue() == got.doubleValue() : recorded.equals(got);
    }
}
