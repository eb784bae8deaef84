package dev.hone.eval;

import dev.hone.data.Json;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Respondents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A benchmark whose questions have a few given answers, of which the model is to find the right one likeliest. Nothing is generated.
/// - `acc`: the likeliest one is right.
/// - `acc_norm`: the likeliest for its length in characters, as a long text is less likely than a short one.
/// - `acc_bytes`: for its length in bytes of UTF-8.
///
/// Source: lm-evaluation-harness, `output_type: multiple_choice`.
public interface MultipleChoice extends Askable {
    /// What is looked for.
    /// @param context what the model has read
    /// @param choices what may follow behind a space
    /// @param right   the place of the right one, from 0
    record Choices(String context, List<String> choices, int right) {}

    Choices choices(Item question, List<Item> examples);

    /// The row that comes out has `context`, `choices`, `log_likelihoods`, one for each choice, and `gold`.
    @Override default Item asked(Question question, Respondents who) throws InterruptedException {
        Choices choices = choices(question.row(), question.examples());
        double[] found = who.model().logProbs(choices.context, choices.choices.stream().map(choice -> " " + choice).toList());
        ObjectNode fields = question.row().fields().deepCopy().put("context", choices.context).put("gold", choices.right);
        choices.choices.forEach(fields.putArray("choices")::add);
        ArrayNode logLikelihoods = fields.putArray("log_likelihoods");
        for (double each : found) logLikelihoods.add(each);
        return new Item(fields, question.row().where());
    }

    /// @param item `choices`, `log_likelihoods` and `gold`
    @Override default Verdict grade(Item item) {
        List<String> choices = item.texts("choices");
        List<Double> found = item.numbers("log_likelihoods");
        if (choices.isEmpty() || choices.size() != found.size()) throw item.wrong("log_likelihoods", "one for each of the " + choices.size() + " choices");
        int gold = item.whole("gold");
        int raw = best(choices, found, _ -> 1), norm = best(choices, found, text -> text.codePointCount(0, text.length()));
        int bytes = best(choices, found, text -> text.getBytes(StandardCharsets.UTF_8).length);
        ObjectNode fields = Json.MAPPER.createObjectNode().put("chosen", raw).put("chosen_norm", norm).put("chosen_bytes", bytes);
        return new Verdict(fields, List.of(Mark.of("acc", raw == gold), Mark.of("acc_norm", norm == gold), Mark.of("acc_bytes", bytes == gold)));
    }

    /// The first of the largest.
    private static int best(List<String> choices, List<Double> logLikelihoods, ToDoubleFunction<String> length) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < choices.size(); i++) {
            double value = logLikelihoods.get(i) / length.applyAsDouble(choices.get(i));
            if (value <= most) continue;
            best = i;
            most = value;
        }
        return best;
    }
}
