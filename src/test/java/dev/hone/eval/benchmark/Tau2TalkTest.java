package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.eval.Item;
import dev.hone.eval.Question;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.Verdict;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Talks in the small domain of task lists, whose user has a device of their own.
class Tau2TalkTest {
    @TempDir Path folder;
    private Tau2Bench benchmark;

    /// A task: close task_1 and read the notification, and say so; a judge must find the agent kind.
    @BeforeEach void write() throws IOException {
        write("db.json", "{\"tasks\": {\"task_1\": {\"task_id\": \"task_1\", \"title\": \"Sweep\", \"description\": null, \"status\": \"pending\"}}, "
                + "\"users\": {\"user_1\": {\"user_id\": \"user_1\", \"name\": \"Ann\", \"tasks\": [\"task_1\"]}}}");
        write("user_db.json", "{\"notifications\": {\"n_1\": {\"notification_id\": \"n_1\", \"message\": \"Sweep!\", \"status\": \"unread\", \"task_id\": \"task_1\"}}}");
        write("policy.md", "Be kind.");
        write("tasks.json", "[{\"id\": \"close\", \"user_scenario\": {\"persona\": \"Short.\", \"instructions\": {\"domain\": \"mock\", \"reason_for_call\": \"Close the task.\", "
                + "\"known_info\": \"You are user_1.\", \"task_instructions\": \"Read the notification when asked.\"}}, \"evaluation_criteria\": {\"actions\": ["
                + "{\"name\": \"update_task_status\", \"arguments\": {\"task_id\": \"task_1\", \"status\": \"completed\"}}, "
                + "{\"name\": \"dismiss_notification\", \"requestor\": \"user\", \"arguments\": {\"notification_id\": \"n_1\"}}], "
                + "\"communicate_info\": [\"closed\"], \"nl_assertions\": [\"The agent is kind.\"], \"reward_basis\": [\"DB\", \"COMMUNICATE\", \"NL_ASSERTION\"]}}]");
        benchmark = new Tau2Bench("tau2-bench-mock", List.of("mock"), new SuiteFiles(folder));
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve("tau2_bench/mock"));
        Files.writeString(folder.resolve("tau2_bench/mock").resolve(name), content);
    }

    private Item played(Script model, Script user, Respondent judge) throws InterruptedException {
        return benchmark.asked(new Question("mock_close", benchmark.ownRows().getFirst(), List.of()),
                new Respondents(model, Optional.ofNullable(judge), Optional.empty(), Optional.of(user)));
    }

    private static final String CLOSE = "{\"name\": \"update_task_status\", \"arguments\": {\"task_id\": \"task_1\", \"status\": \"completed\"}}";
    private static final String DISMISS = "{\"name\": \"dismiss_notification\", \"arguments\": {\"notification_id\": \"n_1\"}}";

    @Test void bothSidesHaveToolsAndSeeTheirOwnPart() throws InterruptedException {
        Script model = Script.of(CLOSE, "It is closed. Please read your notification.", "Have a nice day."), user = Script.of("Close my task.", DISMISS, "Done.", "###STOP###");
        Script judge = Script.of("Here it is: {\"results\": [{\"expectedOutcome\": \"kind\", \"reasoning\": \"please\", \"metExpectation\": true}]}");
        Item row = played(model, user, judge);
        assertTrue(model.isDone() && user.isDone() && judge.isDone());
        assertEquals("user_stop", row.fields().get("termination_reason").stringValue());
        // the agent sees neither the user's call nor its answer, and the user none of the agent's
        assertEquals(List.of("system", "assistant", "user", "assistant", "tool", "assistant", "user"), roles(model));
        assertEquals(List.of("system", "user", "assistant", "user", "assistant", "tool", "assistant", "user"), roles(user));
        assertTrue(user.asked().getFirst().messages().get(0).get("content").stringValue().contains("Reason for call:\n\t\tClose the task."), user.asked().getFirst().messages().get(0).toString());
        assertEquals("check_notifications", user.asked().getFirst().tools().get(0).at("/function/name").stringValue());
        assertEquals("create_task", model.asked().getFirst().tools().get(0).at("/function/name").stringValue());
        Verdict verdict = benchmark.grade(row);
        assertEquals("{\"DB\":1.0,\"COMMUNICATE\":1.0,\"NL_ASSERTION\":1.0}", verdict.fields().get("reward_breakdown").toString());
        assertEquals(List.of("met"), benchmark.decisions(verdict));
    }

    private static List<String> roles(Script script) {
        return script.asked().getLast().messages().valueStream().map(message -> message.get("role").stringValue()).toList();
    }

    @Test void withoutAJudgeTheScoreSaysSo() throws InterruptedException {
        Item row = played(Script.of(CLOSE, "It is closed."), Script.of("Close my task.", DISMISS, "###STOP###"), null);
        assertEquals("reward_without_nl_assertions", benchmark.grade(row).marks().getFirst().metric());
        assertEquals(1, benchmark.grade(row).marks().getFirst().value());
    }

    @Test void tenErrorsOfToolsEndTheTalk() throws InterruptedException {
        Script model = Script.of(IntStream.range(0, 20).mapToObj(_ -> "{\"name\": \"create_task\", \"arguments\": {}}").toArray(String[]::new));
        Item row = played(model, Script.of("Close my task."), null);
        assertEquals("too_many_errors", row.fields().get("termination_reason").stringValue());
        assertEquals(10, model.asked().size());
        assertEquals(0, benchmark.grade(row).marks().getFirst().value());
    }

    @Test void whoSaysNothingEndsTheTalk() throws InterruptedException {
        assertEquals("agent_error", played(Script.of(""), Script.of("Close my task."), null).fields().get("termination_reason").stringValue());
        assertEquals("user_error", played(Script.of(), Script.of(" "), null).fields().get("termination_reason").stringValue());
    }
}
