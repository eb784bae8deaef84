package dev.hone.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.ask.Reply;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuiteRunTest {
    /// Four answers to each question, each right that is odd.
    private static final class Odd implements Askable {
        @Override public String name() {
            return "odd";
        }

        @Override public Standing standing() {
            return Standing.exact("arithmetic");
        }

        @Override public DataSource data() {
            return DataSource.split("none", null, "test");
        }

        @Override public String words(Item row) {
            return "";
        }

        @Override public int answers() {
            return 4;
        }

        @Override public Item asked(Question question, Respondents who) throws InterruptedException {
            return question.row().with("said", who.model().reply(new Conversation(Json.MAPPER.createArrayNode(), null, Json.MAPPER.createObjectNode()), Sampling.greedy(1)).text());
        }

        @Override public Verdict grade(Item item) {
            return new Verdict(Json.MAPPER.createObjectNode(), List.of(Verdict.Mark.of("odd", Integer.parseInt(item.text("said")) % 2 == 1)));
        }
    }

    /// Says which answer it is, and nothing to the last.
    private static final class Counting implements Respondent {
        @Override public String name() {
            return "counting";
        }

        @Override public Reply reply(Conversation conversation, Sampling sampling) {
            if (sampling.draw() == 3) throw new UserError("tired");
            return Reply.of(String.valueOf(sampling.draw()), 1, true, 0);
        }
    }

    @Test void severalAnswersToAQuestionCountOnce() throws InterruptedException {
        List<Question> questions = IntStream.range(0, 5).mapToObj(i -> new Question("q" + i, new Item(Json.MAPPER.createObjectNode(), "row " + i), List.of())).toList();
        SuiteResults results = new SuiteRun(new Odd(), new Respondents(new Counting(), Optional.empty()), 1, () -> {}).of(questions);
        assertEquals(20, results.rows().size());
        assertEquals(5, results.failed());
        assertEquals("q0#1 q0", results.rows().get(1).get("id").stringValue() + " " + results.rows().get(1).get(SuiteResults.ANSWER_TO).stringValue());
        Score score = results.scores().getFirst();
        assertEquals(5, score.count());
        assertEquals(1 / 3.0, score.value(), 1e-12);
        assertTrue(score.high() - score.low() < 1e-12, "all questions alike: " + score);
    }
}
