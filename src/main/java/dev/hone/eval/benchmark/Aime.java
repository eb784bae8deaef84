package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.SingleTurn;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Sampling;
import dev.hone.reward.math.MathVerifier;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// The American Invitational Mathematics Examination: 30 problems a year, answers from 0 to 999. There is no official scorer;
/// the score to quote is math-verify's, as in lighteval, and lm-evaluation-harness's rule, which compares texts, is beside it.
/// Several answers to each problem are rows with the same `id`; their mean is avg@n.
public final class Aime implements SingleTurn {
    private static final String INSTRUCTION = "Put your final answer within \\boxed{}.\nThe answer is an integer between 0 and 999 inclusive.";

    private final MathVerifier verifier;

    Aime(MathVerifier verifier) {
        this.verifier = verifier;
    }

    @Override public String name() {
        return "aime";
    }

    @Override public Standing standing() {
        return Standing.exact("math-verify 0.9.0; lm-evaluation-harness 4e7e0d4, tasks/aime; asked as MathArena does");
    }

    @Override public DataSource data() {
        return DataSource.split("HuggingFaceH4/aime_2024", null, "train");
    }

    @Override public String words(Item row) {
        return row.text("problem");
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(32_768);
    }

    @Override public Conversation ask(Item question, List<Item> examples) {
        return Prompts.user(INSTRUCTION + "\n\n" + question.text("problem"));
    }

    @Override public Item answered(Item question, String answer) {
        return question.with("gold", question.plain("answer")).with("answer", answer);
    }

    /// @param item `gold`, the number, and `answer`
    @Override public Verdict grade(Item item) {
        String gold = item.plain("gold"), answer = item.text("answer");
        MathVerifier.Verdict verified = verifier.verify(gold, answer);
        boolean same = HendrycksForm.same(textually(answer), gold);
        return new Verdict(JsonMapper.shared().createObjectNode().put("extracted", verified.answerExtracted())
                .put("verdict_math_verify", verified.correct()).put("verdict_lm_eval", same),
                List.of(Mark.of("math_verify", verified.correct()), Mark.of("lm_eval", same)));
    }

    /// What is in the last box, else what is between the first dollar and the last, else everything.
    private static String textually(String answer) {
        return HendrycksForm.boxed(answer).orElseGet(() -> {
            int first = answer.indexOf('$'), last = answer.lastIndexOf('$');
            return first < last ? answer.substring(first + 1, last) : answer;
        });
    }
}
