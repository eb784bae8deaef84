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
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Questions with up to ten choices, answered after thinking step by step. The letter to quote is found by three patterns, one
/// after the other (level 2); level 1 and lm-evaluation-harness know the first alone. An answer without a letter is wrong here,
/// while the official script draws a letter at random for it.
/// Source: Wang et al. 2024, arXiv:2406.01574; TIGER-AI-Lab/MMLU-Pro, `compute_accuracy.py`.
public final class MmluPro implements SingleTurn {
    private static final int EXAMPLES = 5;
    private static final Pattern ANSWER_IS = PythonPattern.of("answer is \\(?([A-J])\\)?");
    private static final Pattern ANSWER = PythonPattern.of(".*[aA]nswer:\\s*([A-J])");
    private static final Pattern LAST = PythonPattern.of("\\b([A-J])\\b(?!.*\\b[A-J]\\b)", Pattern.DOTALL);
    private static final String THINK = "Answer: Let's think step by step.";

    @Override public String name() {
        return "mmlu-pro";
    }

    @Override public Standing standing() {
        return Standing.exact("TIGER-AI-Lab/MMLU-Pro f418b11, compute_accuracy.py; lm-evaluation-harness 4e7e0d4, mmlu_pro");
    }

    @Override public DataSource data() {
        return DataSource.split("TIGER-Lab/MMLU-Pro", null, "test");
    }

    @Override public Optional<DataSource> more() {
        return Optional.of(DataSource.split("TIGER-Lab/MMLU-Pro", null, "validation"));
    }

    @Override public List<Question> questions(List<Item> rows, List<Item> more) {
        return Examples.ofSame("category", EXAMPLES, more).before(SingleTurn.super.questions(rows, List.of()));
    }

    @Override public String words(Item row) {
        return row.text("question");
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(2048, "Question:");
    }

    /// @param examples of the question's category, with their reasoning in `cot_content`
    @Override public Conversation ask(Item question, List<Item> examples) {
        StringBuilder prompt = new StringBuilder("The following are multiple choice questions (with answers) about " + question.text("category")
                + ". Think step by step and then finish your answer with \"the answer is (X)\" where X is the correct letter choice.\n\n\n\n");
        for (Item example : examples) prompt.append(asked(example)).append(example.text("cot_content").replace("A: Let's think step by step.", THINK)).append("\n\n");
        return Prompts.user(prompt + asked(question) + THINK);
    }

    private static String asked(Item question) {
        StringBuilder asked = new StringBuilder("Question:\n" + question.text("question") + "\nOptions:\n");
        char letter = 'A';
        for (String option : question.texts("options")) if (!option.equals("N/A")) asked.append(letter++).append(". ").append(option).append('\n');
        return asked.toString();
    }

    @Override public Item answered(Item question, String answer) {
        return question.with("gold", question.text("answer")).with("output", answer);
    }

    /// @param item `gold`, a letter, and `output`
    @Override public Verdict grade(Item item) {
        String output = item.text("output"), gold = item.text("gold");
        Optional<String> level1 = found(ANSWER_IS, output);
        Optional<String> level2 = Stream.of(ANSWER_IS, ANSWER, LAST).flatMap(pattern -> found(pattern, output).stream()).findFirst();
        String lmEval = LmEval.first(ANSWER_IS, output);
        boolean right1 = level1.equals(Optional.of(gold)), right2 = level2.equals(Optional.of(gold)), rightLmEval = LmEval.same(lmEval, gold);
        return new Verdict(JsonMapper.shared().createObjectNode().put("level1", level1.orElse(null)).put("level2", level2.orElse(null)).put("lm_eval_custom_extract", lmEval)
                .put("correct_level1", right1).put("correct_level2", right2).put("lm_eval_exact_match", rightLmEval),
                List.of(Mark.of("level2", right2), Mark.of("level1", right1), Mark.of("lm_eval", rightLmEval)));
    }

    private static Optional<String> found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
