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
import dev.hone.eval.python.PythonRandom;
import dev.hone.eval.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Questions of biology, physics and chemistry for experts, with four choices. The letter to quote is simple-evals': the first
/// behind "Answer:", as the prompt asks for; lm-evaluation-harness's two filters are beside it.
/// Source: Rein et al. 2023, arXiv:2311.12022; openai/simple-evals, `gpqa_eval.py`.
public final class Gpqa implements SingleTurn {
    private static final Pattern ANSWER = PythonPattern.of("Answer[ \\t]*:[ \\t]*\\$?([A-D])\\$?", Pattern.CASE_INSENSITIVE);
    private static final Pattern STRICT = PythonPattern.of("(?<=The answer is )(.*)(?=.)");
    private static final Pattern LETTER = PythonPattern.of("(\\([A-Z]\\))");
    private static final Pattern BEHIND_COLON = PythonPattern.of(":[\\s]*([A-D])");
    private static final Pattern PUNCTUATION = Pattern.compile("\\p{P}");

    @Override public String name() {
        return "gpqa";
    }

    @Override public Standing standing() {
        return Standing.exact("openai/simple-evals ee3b031; lm-evaluation-harness 4e7e0d4, gpqa");
    }

    @Override public DataSource data() {
        return DataSource.split("Idavidrein/gpqa", "gpqa_diamond", "train");
    }

    /// Options in simple-evals' order, for all questions of the data set.
    @Override public List<Question> questions(List<Item> rows, List<Item> more) {
        PythonRandom random = PythonRandom.of(0);
        return SingleTurn.super.questions(rows.stream().map(row -> row.absent("permutation") ? permuted(row, random.sample(4, 4)) : row).toList(), more);
    }

    private static Item permuted(Item row, List<Integer> order) {
        ObjectNode fields = row.fields().deepCopy();
        order.forEach(fields.putArray("permutation")::add);
        return new Item(fields, row.where());
    }

    @Override public String words(Item row) {
        return row.text("Question");
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(2048);
    }

    /// @param question the data set's columns, and `permutation`: which of the right answer (0) and the wrong ones (1 to 3)
    ///                 stands at each letter
    @Override public Conversation ask(Item question, List<Item> examples) {
        List<String> choices = choices(question);
        return Prompts.user("Answer the following multiple choice question. The last line of your response should be of the following format: 'Answer: $LETTER' "
                + "(without quotes) where LETTER is one of ABCD. Think step by step before answering.\n\n" + question.text("Question")
                + "\n\nA) " + choices.get(0) + "\nB) " + choices.get(1) + "\nC) " + choices.get(2) + "\nD) " + choices.get(3));
    }

    @Override public Item answered(Item question, String answer) {
        Item answered = question.with("gold", String.valueOf((char) ('A' + order(question).indexOf(0)))).with("output", answer);
        ArrayNode choices = answered.fields().putArray("choices");
        choices(question).forEach(choices::add);
        return answered;
    }

    private static List<Integer> order(Item question) {
        List<Integer> order = question.numbers("permutation").stream().map(Double::intValue).toList();
        if (!order.stream().sorted().toList().equals(List.of(0, 1, 2, 3))) throw question.wrong("permutation", "0, 1, 2 and 3 in some order");
        return order;
    }

    private static List<String> choices(Item question) {
        return order(question).stream().map(each -> question.text(each == 0 ? "Correct Answer" : "Incorrect Answer " + each)).toList();
    }

    /// @param item `gold`, a letter, `output`, and the four `choices`
    @Override public Verdict grade(Item item) {
        String output = item.text("output"), gold = item.text("gold");
        Matcher answer = ANSWER.matcher(output);
        String letter = answer.find() ? answer.group(1) : null;
        String strict = LmEval.first(STRICT, output);
        String flexible = flexible(output, item.texts("choices"));
        boolean right = gold.equals(letter), rightStrict = LmEval.same(strict, "(" + gold + ")"), rightFlexible = LmEval.same(flexible, "(" + gold + ")");
        return new Verdict(JsonMapper.shared().createObjectNode().put("simple_evals", letter).put("simple_evals_correct", right)
                .put("lm_eval_strict", strict).put("lm_eval_strict_correct", rightStrict).put("lm_eval_flexible", flexible).put("lm_eval_flexible_correct", rightFlexible),
                List.of(Mark.of("simple_evals", right), Mark.of("lm_eval_strict", rightStrict), Mark.of("lm_eval_flexible", rightFlexible)));
    }

    /// The last letter in brackets, else that of the last choice whose text occurs, else the last behind a colon.
    private static String flexible(String output, List<String> choices) {
        String bracketed = LmEval.last(LETTER, output);
        if (!bracketed.equals(LmEval.INVALID)) return bracketed;
        Optional<String> choice = lastChoice(plain(output), choices.stream().map(each -> plain(PythonText.strip(each))).toList());
        if (choice.isPresent()) return choice.get();
        String behindColon = LmEval.last(BEHIND_COLON, output);
        return behindColon.equals(LmEval.INVALID) ? LmEval.INVALID : "(" + behindColon + ")";
    }

    private static Optional<String> lastChoice(String output, List<String> choices) {
        List<String> alternatives = new ArrayList<>();
        for (String each : choices) alternatives.add(Pattern.quote(each));
        List<String> found = Pattern.compile(String.join("|", alternatives)).matcher(output).results().map(MatchResult::group).toList();
        if (found.isEmpty() || PythonText.isBlank(found.getLast())) return Optional.empty();
        return Optional.of("(" + (char) ('A' + choices.lastIndexOf(found.getLast())) + ")");
    }

    private static String plain(String text) {
        return PUNCTUATION.matcher(PythonText.lower(text)).replaceAll("");
    }
}
