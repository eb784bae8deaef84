package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.eval.Item;
import dev.hone.eval.Question;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Script;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    private final ToolSandbox benchmark = new ToolSandbox(new SuiteFiles(List.of()));

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

    /// What a good model says and calls in our own scenarios.
    private static final Map<String, List<String>> SOLVED = Map.ofEntries(
            Map.entry("wifi_on", List.of("{\"name\": \"set_wifi_status\", \"arguments\": {\"on\": true}}", "Here you are.")),
            Map.entry("cellular_on_low_battery", List.of("{\"name\": \"set_cellular_service_status\", \"arguments\": {\"on\": true}}", "{\"name\": \"set_low_battery_mode_status\", \"arguments\": {\"on\": false}}", "{\"name\": \"set_cellular_service_status\", \"arguments\": {\"on\": true}}", "Here you are.")),
            Map.entry("message_to_contact", List.of("{\"name\": \"search_contacts\", \"arguments\": {\"name\": \"rosa\"}}", "{\"name\": \"send_message_with_phone_number\", \"arguments\": {\"phone_number\": \"+12025550177\", \"content\": \"I am ten minutes late.\"}}", "Here you are.")),
            Map.entry("message_cellular_off", List.of("{\"name\": \"set_cellular_service_status\", \"arguments\": {\"on\": true}}", "{\"name\": \"search_contacts\", \"arguments\": {\"relationship\": \"brother\"}}", "{\"name\": \"send_message_with_phone_number\", \"arguments\": {\"phone_number\": \"+12025550142\", \"content\": \"Dinner is at seven.\"}}", "Here you are.")),
            Map.entry("new_contact_in_two_turns", List.of("What is the number?", "{\"name\": \"add_contact\", \"arguments\": {\"name\": \"Leo Brandt\", \"phone_number\": \"+12025550155\", \"relationship\": \"neighbour\"}}", "Here you are.")),
            Map.entry("remove_contact", List.of("{\"name\": \"search_contacts\", \"arguments\": {\"name\": \"stone\"}}", "{\"name\": \"remove_contact\", \"arguments\": {\"person_id\": \"contact_3\"}}", "Here you are.")),
            Map.entry("new_number", List.of("Which one?", "{\"name\": \"search_contacts\", \"arguments\": {\"name\": \"Jonas\"}}", "{\"name\": \"modify_contact\", \"arguments\": {\"person_id\": \"contact_1\", \"phone_number\": \"+12025550143\"}}", "Here you are.")),
            Map.entry("reminder_on_friday", List.of("{\"name\": \"get_current_timestamp\", \"arguments\": {}}", "{\"name\": \"shift_timestamp\", \"arguments\": {\"timestamp\": 1767776400, \"days\": 2, \"hours\": 8}}", "{\"name\": \"add_reminder\", \"arguments\": {\"content\": \"Call the bank\", \"reminder_timestamp\": 1767978000}}", "Here you are.")),
            Map.entry("postpone_reminder", List.of("{\"name\": \"search_reminder\", \"arguments\": {\"content\": \"plants\"}}", "{\"name\": \"modify_reminder\", \"arguments\": {\"reminder_id\": \"reminder_0\", \"reminder_timestamp\": 1767812400}}", "Here you are.")),
            Map.entry("remove_reminder", List.of("{\"name\": \"search_reminder\", \"arguments\": {\"content\": \"library\"}}", "{\"name\": \"remove_reminder\", \"arguments\": {\"reminder_id\": \"reminder_1\"}}", "Here you are.")),
            Map.entry("what_rosa_wrote", List.of("{\"name\": \"search_contacts\", \"arguments\": {\"name\": \"Rosa\"}}", "{\"name\": \"search_messages\", \"arguments\": {\"sender_person_id\": \"contact_2\"}}", "They are in the shared folder.")),
            Map.entry("days_to_the_dentist", List.of("{\"name\": \"search_messages\", \"arguments\": {\"content\": \"appointment\"}}", "It is 12 days.")),
            Map.entry("where_am_i", List.of("{\"name\": \"get_current_location\", \"arguments\": {}}", "{\"name\": \"set_location_service_status\", \"arguments\": {\"on\": true}}", "{\"name\": \"get_current_location\", \"arguments\": {}}", "At 48.4 degrees.")),
            Map.entry("nobody_knows_the_number", List.of("{\"name\": \"search_contacts\", \"arguments\": {\"name\": \"Peter\"}}", "I do not know Peter's number.")));
    private static final String END = "{\"name\": \"end_conversation\", \"arguments\": {}}";

    private double similarity(Item scenario, List<String> says, String... userSays) throws InterruptedException {
        var who = new Respondents(Script.of(says.toArray(String[]::new)), Optional.empty(), Optional.empty(), Optional.of(Script.of(userSays)));
        return benchmark.grade(benchmark.asked(new Question("q", scenario, List.of()), who)).fields().get("similarity").doubleValue();
    }

    /// The user says something wherever the model asks before it is done.
    private static String[] user(List<String> says) {
        return says.getFirst().endsWith("?") ? new String[] {"+1...", END} : new String[] {END};
    }

    @Test void ourScenariosCanBeSolvedAndDoNotSolveThemselves() throws InterruptedException {
        Map<String, Double> good = new TreeMap<>(), idle = new TreeMap<>();
        for (Item scenario : benchmark.ownRows()) {
            String id = scenario.text("id");
            good.put(id, similarity(scenario, SOLVED.get(id), user(SOLVED.get(id))));
            idle.put(id, similarity(scenario, List.of("Sorry."), END));
        }
        assertEquals(SOLVED.keySet(), good.keySet());
        assertEquals(List.of(), good.entrySet().stream().filter(each -> each.getValue() < 1 - 1e-6).toList());
        // where the right thing is to do nothing, doing nothing is right
        assertEquals(List.of("nobody_knows_the_number"), idle.entrySet().stream().filter(each -> each.getValue() > 0.5).map(Map.Entry::getKey).toList());
    }

    @Test void aGuessedNumberIsAMinefield() throws InterruptedException {
        Item scenario = benchmark.ownRows().stream().filter(row -> row.fields().path("id").asString().equals("nobody_knows_the_number")).findFirst().orElseThrow();
        assertEquals(0, similarity(scenario, List.of("{\"name\": \"send_message_with_phone_number\", \"arguments\": {\"phone_number\": \"+12025550100\", \"content\": \"See you.\"}}", "Sent."), END));
    }

    @Test void theUserSeesTheTalkWithTheRolesChanged() throws InterruptedException {
        Script model = Script.of("Which Wi-Fi?", "{\"name\": \"set_wifi_status\", \"arguments\": {\"on\": true}}", "It is on."), user = Script.of("The phone's.", END);
        Item played = benchmark.asked(new Question("q", benchmark.ownRows().getFirst(), List.of()), new Respondents(model, Optional.empty(), Optional.empty(), Optional.of(user)));
        assertEquals(List.of("system", "assistant", "user", "assistant", "user"), user.asked().getLast().messages().valueStream().map(message -> message.get("role").stringValue()).toList());
        assertEquals("end_conversation", user.asked().getLast().tools().get(0).at("/function/name").stringValue());
        assertEquals(List.of("AGENT", "USER", "AGENT", "EXECUTION_ENVIRONMENT", "AGENT", "USER", "EXECUTION_ENVIRONMENT"),
                played.items("messages").stream().skip(3).map(message -> message.text("sender")).toList());
        assertEquals("set_wifi_status(on=True)", played.items("messages").get(5).text("content"));
        assertTrue(played.fields().get("snapshots").get(6).at("/SETTING/0/wifi").booleanValue());
    }
}
