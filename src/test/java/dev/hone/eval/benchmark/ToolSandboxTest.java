package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.eval.Item;
import dev.hone.settings.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ToolSandboxTest {
    /// "Turn wifi on, then say so": the setting changes after message 2, the answer is message 3.
    private static final String CONVERSATION = """
            {"messages": [{"sender": "SYSTEM", "recipient": "AGENT", "content": "Help."},
                          {"sender": "USER", "recipient": "AGENT", "content": "Turn wifi on."},
                          {"sender": "EXECUTION_ENVIRONMENT", "recipient": "AGENT", "content": "None", "tool_trace": [{"tool_name": "set_wifi", "arguments": {"on": true}}]},
                          {"sender": "AGENT", "recipient": "USER", "content": "The wifi is on"}],
             "snapshots": [{"SETTING": [{"wifi": false}], "CONTACT": [{"name": "Ann"}]}, {}, {"SETTING": [{"wifi": true}]}, {%s}],
             "milestones": [[{"namespace": "SETTING", "measure": "snapshot_similarity", "target": [{"wifi": true}]}],
                            [{"namespace": "SANDBOX", "measure": "snapshot_similarity", "target": [{"sender": "AGENT", "content": "The wifi was on"}]}]],
             "minefields": [%s], "categories": ["settings"]}""";

    private final ToolSandbox benchmark = new ToolSandbox();

    private ObjectNode verdict(String lastChange, String minefields) {
        return benchmark.grade(new Item((ObjectNode) Json.MAPPER.readTree(CONVERSATION.formatted(lastChange, minefields)), "talk.jsonl:1")).fields();
    }

    @Test void theSimilaritiesAreTheOfficialOnes() {
        assertEquals(List.of(), Golden.differences("toolsandbox", Golden.rows("toolsandbox.jsonl")));
    }

    @Test void milestonesAreGivenToTheMessagesThatMeetThemBest() {
        // the answer shares 3 of 4 words: Rouge-L 0.75; with the sender exact its likeness is √0.75 = 0.8660; the mean with 1 is 0.9330
        ObjectNode verdict = verdict("", "");
        assertEquals(0.9330, verdict.get("similarity").doubleValue(), 1e-4);
        assertEquals(2, verdict.get("milestone_mapping").get("0").get(0).intValue());
        assertEquals(3, verdict.get("milestone_mapping").get("1").get(0).intValue());
        assertEquals(3, verdict.get("turn_count").intValue());
    }

    @Test void whatNoMilestoneSpeaksOfMustNotChange() {
        // wifi is on after message 2 alone, so the first milestone is there; contacts changed between it and the second
        assertEquals(0.5, verdict("\"SETTING\": [{\"wifi\": false}], \"CONTACT\": []", "").get("similarity").doubleValue(), 1e-4);
        // the official search gives both milestones to the last message where it can: then nothing changed between them
        assertEquals(0.9330, verdict("\"CONTACT\": []", "").get("similarity").doubleValue(), 1e-4);
    }

    @Test void aMinefieldTakesEverything() {
        String field = "[{\"namespace\": \"SANDBOX\", \"measure\": \"snapshot_similarity\", \"target\": [{\"tool_trace\": {\"tool_name\": \"set_wifi\", \"arguments\": {}}}]}]";
        assertEquals(0, verdict("", field).get("similarity").doubleValue());
        assertEquals(0.9330, verdict("", field.replace("set_wifi", "send_message")).get("similarity").doubleValue(), 1e-4);
    }

    @Test void anUnknownMeasureIsNamedWithThoseThatThereAre() {
        String message = assertThrows(UserError.class, () -> verdict("", "[{\"namespace\": \"SANDBOX\", \"measure\": \"likeness\", \"target\": []}]")).getMessage();
        assertTrue(message.startsWith("talk.jsonl:1: minefields[0]: constraints[0]: measure is \"likeness\"; expected addition_similarity, "), message);
    }
}
