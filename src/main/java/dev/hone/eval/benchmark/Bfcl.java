package dev.hone.eval.benchmark;

import dev.hone.eval.Benchmark;
import dev.hone.eval.Item;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.call.CallChecker;
import dev.hone.eval.call.CallLanguage;
import dev.hone.eval.call.FunctionCall;
import dev.hone.eval.python.PythonFault;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Function calls that a model writes as text, compared with the expected ones; in the (ir)relevance categories, whether it
/// calls anything at all. Categories of one turn: simple, multiple, parallel and parallel multiple, live ones too, of Python, and
/// simple ones of Java and JavaScript. The first score is the mean over rows; the leaderboard's overall number mixes categories
/// of conversations and memory in.
/// Source: ShishirPatil/gorilla, Berkeley Function Calling Leaderboard v4.
public final class Bfcl implements Benchmark {
    @Override public String name() {
        return "bfcl";
    }

    @Override public Standing standing() {
        return Standing.exact("ShishirPatil/gorilla 6ea5797, bfcl_eval v4, categories of one turn in prompt mode");
    }

    /// `live_simple` of the row with the id `live_simple_20-4-0`.
    static String category(Item question) {
        String id = question.text("id");
        return question.text("test_category", id.substring(0, Math.max(0, id.lastIndexOf('_'))));
    }

    /// @param item `test_category`, `function`, `ground_truth` and `model_output`
    @Override public Verdict grade(Item item) {
        String category = item.text("test_category");
        CallLanguage language = CallLanguage.ofCategory(category);
        Optional<List<FunctionCall>> calls = calls(language, item.text("model_output"));
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        fields.set("decoded", calls.map(Bfcl::json).orElse(null));
        if (category.contains("relevance")) {
            boolean calling = calls.isPresent() && !calls.get().isEmpty();
            return verdict(fields, category, calling != category.contains("irrelevance"), Optional.empty());
        }
        Optional<String> mistake = calls.isEmpty() ? Optional.of("ast_decoder:decoder_failed")
                : new CallChecker(language).mistake(item.items("function"), calls.get(), item.items("ground_truth"), category);
        return verdict(fields, category, mistake.isEmpty(), mistake);
    }

    private static Optional<List<FunctionCall>> calls(CallLanguage language, String output) {
        try {
            return Optional.of(language.calls(output));
        } catch (PythonFault _) {
            return Optional.empty();
        }
    }

    private static ArrayNode json(List<FunctionCall> calls) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        for (FunctionCall call : calls) {
            ObjectNode arguments = array.addObject().putObject(call.name());
            call.arguments().forEach((name, value) -> arguments.set(name, value.json()));
        }
        return array;
    }

    private static Verdict verdict(ObjectNode fields, String category, boolean valid, Optional<String> mistake) {
        return new Verdict(fields.put("valid", valid).put("error_type", mistake.orElse(null)), List.of(Mark.of("accuracy", valid), Mark.of(category, valid)));
    }
}
