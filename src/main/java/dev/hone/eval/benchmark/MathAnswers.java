package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.eval.Benchmark;
import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.SingleTurn;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Sampling;
import dev.hone.reward.math.MathVerifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// Problems whose answers are mathematics, such as MATH: right when math-verify says that answer and solution agree.
/// A row may ask for another rule by its `kind`: `gsm8k`, `aime`, or `hendrycks_is_equiv` for equality of straightened texts.
public final class MathAnswers implements SingleTurn {
    private static final String INSTRUCTION = "Solve the problem. Put your final answer within \\boxed{}.";

    private final MathVerifier verifier;
    private final Map<String, Benchmark> others;

    MathAnswers(MathVerifier verifier) {
        this.verifier = verifier;
        this.others = new TreeMap<>(Map.of("aime", new Aime(verifier), "gsm8k", new Gsm8k()));
    }

    @Override public String name() {
        return "math";
    }

    @Override public Standing standing() {
        return Standing.exact("math-verify 0.9.0, but for what docs/rewards.md lists; is_equiv of Hendrycks MATH");
    }

    @Override public DataSource data() {
        return DataSource.split("HuggingFaceH4/MATH-500", null, "test");
    }

    @Override public String words(Item row) {
        return row.text("problem");
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(2048);
    }

    @Override public Conversation ask(Item question, List<Item> examples) {
        return Prompts.user(INSTRUCTION + "\n\n" + question.text("problem"));
    }

    /// @param question `problem` and its `solution`, which ends in a box
    @Override public Item answered(Item question, String answer) {
        return question.with("gold", question.text("solution")).with("answer", answer);
    }

    /// @param item `gold` and `answer`
    @Override public Verdict grade(Item item) {
        String kind = item.text("kind", "math_verify");
        return switch (kind) {
            case "math_verify" -> verified(verifier.verify(item.plain("gold"), item.text("answer")));
            case "hendrycks_is_equiv" -> verdict(HendrycksForm.same(item.text("answer"), item.text("gold")));
            case "aime", "gsm8k" -> others.get(kind).grade(item);
            default -> throw item.wrong("kind", "math_verify, aime, gsm8k or hendrycks_is_equiv");
        };
    }

    private static Verdict verified(MathVerifier.Verdict verified) {
        Verdict verdict = verdict(verified.correct());
        verdict.fields().put("gold_extracted", verified.goldExtracted()).put("extracted", verified.answerExtracted());
        if (verified.timedOut()) verdict.fields().put("timed_out", true);
        return verdict;
    }

    private static Verdict verdict(boolean right) {
        return new Verdict(JsonMapper.shared().createObjectNode().put("verdict", right), List.of(Mark.of("accuracy", right)));
    }
}
