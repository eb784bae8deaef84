package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.data.Json;
import dev.hone.eval.Item;
import dev.hone.eval.Question;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Script;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class NexusBenchTest {
    private static final String TOOLS = """
            "tools": [{"type": "function", "function": {"name": "report", "parameters": {"type": "object", "properties": {"domain": {"type": "string"}, "limit": {"type": "integer", "default": 10}}}}}]""";

    private static boolean right(String expected, String said) {
        ObjectNode row = ((ObjectNode) Json.MAPPER.readTree("{" + TOOLS + "}")).put("Output", expected).put("model_output", said);
        return new NexusBench().grade(new Item(row, "row")).fields().get("correct").booleanValue();
    }

    @Test void theCallMustBeTheSame() {
        assertEquals(true, right("report(domain='example.org')", "report(domain=\"example.org\")"));
        assertEquals(true, right("report(domain='example.org')", "report('example.org', limit=10)"));
        assertEquals(false, right("report(domain='example.org')", "report(domain='example.org', limit=5)"));
        assertEquals(false, right("report(domain='example.org', limit=5)", "report(domain='example.org', limit=5.0)"));
        assertEquals(false, right("report(domain='example.org')", "summary(domain='example.org')"));
        assertEquals(false, right("report(domain='example.org')", "I cannot call anything."));
    }

    @Test void anArgumentThatTheToolHasLostIsAHallucination() {
        assertEquals(true, without("report(domain='example.org')"));
        assertEquals(true, without("report(domain='other.org')"));
        assertEquals(false, without("report(domain='example.org', key='k1')"));
        assertEquals(false, without("report('example.org')"));
    }

    private static boolean without(String said) {
        ObjectNode row = (ObjectNode) Json.MAPPER.readTree("{\"original_ground_truth\": \"report(domain='example.org', key='k1')\", \"modified_correct_ground_truth\": \"report(domain='example.org')\"}");
        return new NexusBench().grade(new Item(row.put("model_output", said), "row")).fields().get("correct").booleanValue();
    }

    @Test void theFirstCallOfTheModelIsItsAnswer() throws InterruptedException {
        ObjectNode row = ((ObjectNode) Json.MAPPER.readTree("{" + TOOLS + "}")).put("Input", "Report on example.org.").put("Output", "report(domain='example.org')");
        Script model = Script.of("{\"name\": \"report\", \"arguments\": {\"domain\": \"example.org\"}}");
        Item asked = new NexusBench().asked(new Question("q", new Item(row, "row"), List.of()), Respondents.of(model));
        assertEquals("report(domain='example.org')", asked.text("model_output"));
        assertEquals("report", model.asked().getFirst().tools().get(0).at("/function/name").stringValue());
        assertEquals(1, new NexusBench().grade(asked).marks().getFirst().value());
    }
}
