package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.Benchmark;
import dev.hone.eval.Dialogue;
import dev.hone.eval.Item;
import dev.hone.eval.SuiteFiles;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class TauBenchTest {
    private static final Path DATA = Path.of("../shared/data/evals");

    @Test void theRewardsAreTheOfficialOnes() throws Exception {
        assertEquals(List.of(), differences(new TauBench(new SuiteFiles(DATA)), "tau_bench.jsonl"));
    }

    @Test void theSecondEditionsDataAreTheOfficialOnes() throws Exception {
        assertEquals(List.of(), differences(new Tau2Bench(new SuiteFiles(DATA)), "tau2_bench.jsonl"));
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
        return new TauBench(new SuiteFiles(folder));
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

    @Test void aConversationGoesOnUntilTheCustomerStops() {
        TauBench benchmark = shop();
        Iterator<String> script = List.of("I want to cancel #W1.", "Thanks. ###STOP###").iterator();
        List<String> seenByUser = new ArrayList<>();
        Dialogue dialogue = benchmark.begin(new Item(json("{\"domain\": \"retail\", \"task_index\": 0}"), "row"), seen -> {
            seenByUser.add(seen.messages().get(seen.messages().size() - 1).get("content").stringValue());
            return script.next();
        });
        Conversation first = dialogue.conversation();
        assertEquals("I want to cancel #W1.", first.messages().get(1).get("content").stringValue());
        dialogue.hear(json("{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"c1\", \"type\": \"function\", \"function\": {\"name\": \"cancel_pending_order\", "
                + "\"arguments\": \"{\\\"order_id\\\": \\\"#W1\\\", \\\"reason\\\": \\\"no longer needed\\\"}\"}}]}"));
        assertTrue(dialogue.conversation().beginsWith(first));
        ObjectNode answer = (ObjectNode) dialogue.conversation().messages().get(3);
        assertEquals("c1", answer.get("tool_call_id").stringValue());
        assertTrue(answer.get("content").stringValue().contains("\"status\": \"cancelled\""), answer.toString());
        assertFalse(dialogue.ended());
        dialogue.hear(json("{\"role\": \"assistant\", \"content\": \"You get 12.5 back.\"}"));
        assertTrue(dialogue.ended());
        assertEquals(List.of("Hi! How can I help you today?", "You get 12.5 back."), seenByUser);
        assertEquals(1, benchmark.grade(dialogue.row()).marks().getFirst().value());
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
        String message = assertThrows(UserError.class, () -> new TauBench(new SuiteFiles(folder)).grade(row)).getMessage();
        assertTrue(message.contains(folder.resolve("tau_bench/airline/flights.json") + ", which is not there"), message);
        assertTrue(assertThrows(UserError.class, () -> new TauBench(new SuiteFiles(null)).grade(row)).getMessage().contains("HONE_EVAL_DATA names one"));
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
