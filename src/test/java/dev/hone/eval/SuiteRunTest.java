package dev.hone.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.ask.Reply;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.ask.Script;
import dev.hone.eval.ask.Usage;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

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
            return Reply.of(Json.MAPPER.createObjectNode().put("content", String.valueOf(sampling.draw())), 5, 2, true, 0);
        }
    }

    private static SuiteQuestions questions(int count) {
        return new SuiteQuestions(IntStream.range(0, count).mapToObj(i -> new Question("q" + i, new Item(Json.MAPPER.createObjectNode(), "row " + i), List.of())).toList(), count, List.of());
    }

    @Test void severalAnswersToAQuestionCountOnce() throws InterruptedException {
        SuiteResults results = new SuiteRun(new Odd(), Respondents.of(new Counting()), 4, 1, () -> {}).of(questions(5));
        assertEquals(20, results.answers().size());
        assertEquals(5, results.questions());
        assertEquals(5, results.failed());
        ObjectNode row = results.answers().get(1).row();
        assertEquals("q0#1 q0", row.get("id").stringValue() + " " + row.get(SuiteResults.ANSWER_TO).stringValue());
        Score score = results.scores().getFirst();
        assertEquals(5, score.count());
        assertEquals(1 / 3.0, score.value(), 1e-12);
        assertTrue(score.high() - score.low() < 1e-12, "all questions alike: " + score);
        // three answers to each of five questions, each of 2 tokens to 5 that were read
        assertEquals(new Usage(15, 75, 30), results.usage().get("model"));
    }

    /// A judge says whether an answer is good.
    private static final class Judged implements Askable {
        @Override public String name() {
            return "judged";
        }

        @Override public Standing standing() {
            return Standing.experimental("a test");
        }

        @Override public DataSource data() {
            return DataSource.split("none", null, "test");
        }

        @Override public String words(Item row) {
            return "";
        }

        @Override public Item asked(Question question, Respondents who) throws InterruptedException {
            String said = who.model().reply(new Conversation(Json.MAPPER.createArrayNode(), null, Json.MAPPER.createObjectNode()), Sampling.greedy(1)).text();
            Conversation shown = new Conversation(Json.MAPPER.createArrayNode().add(said), null, Json.MAPPER.createObjectNode());
            return question.row().with("judgment", who.neededJudge().reply(shown, Sampling.greedy(1)).text());
        }

        @Override public Verdict grade(Item item) {
            return new Verdict(Json.MAPPER.createObjectNode(), List.of(Verdict.Mark.of("good", item.text("judgment").equals("good"))));
        }

        @Override public List<String> decisions(Verdict verdict) {
            return List.of(verdict.marks().getFirst().value() == 1 ? "good" : "bad");
        }
    }

    @Test void aSecondJudgeJudgesTheSameAnswers() throws InterruptedException {
        Script model = Script.of("a", "b", "c", "d"), judge = Script.of("good", "good", "bad", "bad"), second = Script.of("good", "bad", "bad", "bad");
        SuiteResults results = new SuiteRun(new Judged(), new Respondents(model, Optional.of(judge), Optional.of(second), Optional.empty()), 1, 1, () -> {}).of(questions(4));
        assertEquals(4, model.asked().size());
        assertEquals(judge.asked().stream().map(Conversation::messages).toList(), second.asked().stream().map(Conversation::messages).toList());
        assertEquals(0.5, results.scores().getFirst().value());
        assertEquals(0, results.answers().get(1).row().at("/second_judge/score").intValue());
        // equal in 3 of 4; by chance in 1/2 · 1/4 + 1/2 · 3/4 = 1/2: (3/4 - 1/2) / (1 - 1/2) = 1/2
        assertEquals(0.75, results.agreement().orElseThrow().rate().value());
        assertEquals(0.5, results.agreement().orElseThrow().kappa().orElseThrow().value(), 1e-12);
        assertEquals(List.of("model", "judge", "second_judge"), List.copyOf(results.usage().keySet()));
    }

    @Test void judgesWhoAlwaysSayTheSameAgreeAndKappaCannotTell() {
        Agreement agreement = Agreement.of(List.of("good", "good"), List.of("good", "good"));
        assertEquals(1, agreement.rate().value());
        assertTrue(agreement.kappa().isEmpty());
    }
}
