package dev.hone.eval.benchmark;

import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.MultipleChoice;
import dev.hone.eval.Standing;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Questions of school science with three to five answers, an easy and a hard part.
/// Source: Clark et al. 2018, arXiv:1803.05457; lm-evaluation-harness, tasks `arc_easy` and `arc_challenge`, without examples.
/// @param name   of the part
/// @param config its name in the data set
record Arc(String name, String config) implements MultipleChoice {
    @Override public Standing standing() {
        return Standing.experimental("lm-evaluation-harness's format of arc_easy and arc_challenge; no recorded verdicts prove that ours are the same");
    }

    @Override public DataSource data() {
        return DataSource.split("allenai/ai2_arc", config, "test");
    }

    @Override public String words(Item row) {
        return row.text("question");
    }

    /// @param question `question`, `choices` with `text` and `label`, and `answerKey`, one of the labels
    @Override public Choices choices(Item question, List<Item> examples) {
        if (!(question.fields().path("choices") instanceof ObjectNode given)) throw question.wrong("choices", "an object with text and label");
        Item choices = new Item(given, question.where() + ": choices");
        int right = choices.texts("label").indexOf(question.text("answerKey"));
        if (right < 0) throw question.wrong("answerKey", "one of the labels " + String.join(", ", choices.texts("label")));
        return new Choices("Question: " + question.text("question") + "\nAnswer:", choices.texts("text"), right);
    }
}
