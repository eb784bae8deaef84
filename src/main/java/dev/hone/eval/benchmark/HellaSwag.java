package dev.hone.eval.benchmark;

import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.MultipleChoice;
import dev.hone.eval.Standing;
import dev.hone.eval.python.PythonText;
import java.util.List;
import java.util.Locale;

/// The beginning of what is seen in a film or said in a manual, and four ways in which it may go on.
/// Source: Zellers et al. 2019, arXiv:1905.07830; lm-evaluation-harness, task `hellaswag`, without examples.
final class HellaSwag implements MultipleChoice {
    @Override public String name() {
        return "hellaswag";
    }

    @Override public Standing standing() {
        return Standing.experimental("lm-evaluation-harness's format of hellaswag; no recorded verdicts prove that ours are the same");
    }

    @Override public DataSource data() {
        return DataSource.split("Rowan/hellaswag", null, "validation");
    }

    @Override public String words(Item row) {
        return row.text("ctx_a") + " " + row.text("ctx_b");
    }

    /// @param question `activity_label`, `ctx_a`, `ctx_b`, four `endings` and `label`, the place of the right one
    @Override public Choices choices(Item question, List<Item> examples) {
        String context = question.text("activity_label") + ": " + question.text("ctx_a") + " " + capitalized(question.text("ctx_b"));
        List<String> endings = question.texts("endings").stream().map(HellaSwag::clean).toList();
        String label = question.plain("label");
        if (!label.matches("\\d{1,2}") || Integer.parseInt(label) >= endings.size()) throw question.wrong("label", "the place of the right ending, from 0");
        return new Choices(clean(context), endings, Integer.parseInt(label));
    }

    /// The first letter large, all others small.
    private static String capitalized(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + PythonText.lower(text.substring(1));
    }

    /// WikiHow's marks in brackets are no text.
    private static String clean(String text) {
        return PythonText.strip(text).replace(" [title]", ". ").replaceAll("\\[.*?\\]", "").replace("  ", " ");
    }
}
