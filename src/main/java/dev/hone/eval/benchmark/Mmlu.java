package dev.hone.eval.benchmark;

import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.MultipleChoice;
import dev.hone.eval.Question;
import dev.hone.eval.Standing;
import java.util.List;
import java.util.Optional;

/// Questions of 57 subjects from school to profession, with four answers of which the letter is looked for, behind five examples of the
/// subject. `acc` is the score to quote: letters are equally long.
/// Source: Hendrycks et al. 2020, arXiv:2009.03300; lm-evaluation-harness, task `mmlu`.
final class Mmlu implements MultipleChoice {
    private static final int EXAMPLES = 5;
    private static final List<String> LETTERS = List.of("A", "B", "C", "D");

    @Override public String name() {
        return "mmlu";
    }

    @Override public Standing standing() {
        return Standing.experimental("lm-evaluation-harness's format of mmlu; no recorded verdicts prove that ours are the same");
    }

    @Override public DataSource data() {
        return DataSource.split("cais/mmlu", "all", "test");
    }

    @Override public Optional<DataSource> more() {
        return Optional.of(DataSource.split("cais/mmlu", "all", "dev"));
    }

    @Override public List<Question> questions(List<Item> rows, List<Item> more) {
        return Examples.ofSame("subject", EXAMPLES, more).before(MultipleChoice.super.questions(rows, List.of()));
    }

    @Override public String words(Item row) {
        return row.text("question");
    }

    /// @param question `question`, `subject`, four `choices` and `answer`, the place of the right one
    @Override public Choices choices(Item question, List<Item> examples) {
        StringBuilder context = new StringBuilder("The following are multiple choice questions (with answers) about " + question.text("subject").replace('_', ' ') + ".\n\n");
        for (Item example : examples) context.append(asked(example)).append(' ').append(LETTERS.get(right(example))).append("\n\n");
        return new Choices(context + asked(question), LETTERS, right(question));
    }

    private static String asked(Item question) {
        StringBuilder asked = new StringBuilder(question.text("question").strip());
        List<String> choices = question.texts("choices");
        if (choices.size() != LETTERS.size()) throw question.wrong("choices", "four of them");
        for (int i = 0; i < choices.size(); i++) asked.append('\n').append(LETTERS.get(i)).append(". ").append(choices.get(i));
        return asked.append("\nAnswer:").toString();
    }

    private static int right(Item question) {
        int right = question.whole("answer");
        if (right < 0 || right >= LETTERS.size()) throw question.wrong("answer", "0, 1, 2 or 3");
        return right;
    }
}
