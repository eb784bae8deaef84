package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.Question;
import dev.hone.eval.SingleTurn;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Word problems of grade school whose answers are numbers behind `####`. Answers are compared as texts, so 18.0 is not 18.
/// Three ways to find the answer: strict wants the `####` that the five examples show, flexible takes the last number, and
/// `cot_strict` wants "The answer is 18.".
/// Source: Cobbe et al. 2021, arXiv:2110.14168; lm-evaluation-harness, tasks `gsm8k` and `gsm8k_cot`.
public final class Gsm8k implements SingleTurn {
    private static final int EXAMPLES = 5;
    private static final Pattern STRICT = PythonPattern.of("#### (\\-?[0-9\\.\\,]+)");
    private static final Pattern FLEXIBLE = PythonPattern.of("(-?[$0-9.,]{2,})|(-?[0-9]+)");
    private static final Pattern COT_STRICT = PythonPattern.of("The answer is (\\-?[0-9\\.\\,]+).");
    private static final Pattern IGNORED = PythonPattern.of(",|\\$");
    private static final Pattern REASONING = PythonPattern.of(".*#### ", Pattern.DOTALL);
    private static final Pattern LAST_PERIOD = PythonPattern.of("\\.$");

    @Override public String name() {
        return "gsm8k";
    }

    @Override public Standing standing() {
        return Standing.exact("lm-evaluation-harness 4e7e0d4, gsm8k and gsm8k_cot");
    }

    @Override public DataSource data() {
        return DataSource.split("openai/gsm8k", "main", "test");
    }

    @Override public Optional<DataSource> more() {
        return Optional.of(DataSource.split("openai/gsm8k", "main", "train"));
    }

    /// The same examples before each question, the first of the training rows.
    @Override public List<Question> questions(List<Item> rows, List<Item> more) {
        return SingleTurn.super.questions(rows, more.stream().limit(EXAMPLES).toList());
    }

    @Override public String words(Item row) {
        return row.text("question");
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(256, "Question:");
    }

    @Override public Conversation ask(Item question, List<Item> examples) {
        StringBuilder prompt = new StringBuilder();
        for (Item example : examples) prompt.append(asked(example)).append(' ').append(example.text("answer")).append("\n\n");
        return Prompts.user(prompt + asked(question));
    }

    private static String asked(Item question) {
        return "Question: " + question.text("question") + "\nAnswer:";
    }

    @Override public Item answered(Item question, String answer) {
        return question.with("gold", question.text("answer")).with("answer", answer);
    }

    /// @param item `gold`, the reference that ends in `#### 18`, and `answer`
    @Override public Verdict grade(Item item) {
        String answer = item.text("answer");
        String gold = compared(item.text("gold"));
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        List<Mark> marks = new ArrayList<>();
        mark("strict", LmEval.first(STRICT, answer), gold, fields, marks);
        mark("flexible", LmEval.last(FLEXIBLE, answer), gold, fields, marks);
        mark("cot_strict", LmEval.first(COT_STRICT, answer), gold, fields, marks);
        return new Verdict(fields, marks);
    }

    private static void mark(String way, String found, String gold, ObjectNode fields, List<Mark> marks) {
        boolean right = compared(found).equals(gold);
        fields.put(way + "_extracted", found).put(way, right);
        marks.add(Mark.of(way, right));
    }

    private static String compared(String text) {
        String number = REASONING.matcher(IGNORED.matcher(text).replaceAll("")).replaceAll("");
        return PythonText.lower(LAST_PERIOD.matcher(number).replaceAll(""));
    }
}
