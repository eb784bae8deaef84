package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.eval.DataSource;
import dev.hone.eval.Item;
import dev.hone.eval.SingleTurn;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.instruction.Check;
import dev.hone.eval.instruction.Instructions;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.text.PunktData;
import dev.hone.eval.text.Sentences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Instructions whose following a program can check: "at least 300 words", "no commas". The prompt is the model's whole input.
/// Four scores: per prompt (all of its instructions) and per instruction, strict and loose; loose forgives a first line, a
/// last line and asterisks. Instructions of one prompt depend on each other, so the intervals per instruction are too narrow.
/// Source: Zhou et al. 2023, arXiv:2311.07911; google-research `instruction_following_eval`.
public final class IfEval implements SingleTurn {
    private static final String SOURCE = "google-research instruction_following_eval, with NLTK 3.10.4 and langdetect 1.0.9";

    private final PunktData punkt;
    private final Instructions instructions;

    /// @param punkt by what sentences are found
    public IfEval(PunktData punkt) {
        this.punkt = punkt;
        this.instructions = new Instructions(new Sentences(punkt));
    }

    @Override public String name() {
        return "ifeval";
    }

    @Override public Standing standing() {
        return punkt.official() ? Standing.exact(SOURCE) : Standing.experimental(SOURCE
                + "; number_sentences and capital_word_frequency by our own list of abbreviations: NLTK's English parameters make them exact (--punkt)");
    }

    @Override public DataSource data() {
        return DataSource.split("google/IFEval", null, "train");
    }

    @Override public String words(Item row) {
        return row.text("prompt");
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(1280);
    }

    @Override public Conversation ask(Item question, List<Item> examples) {
        return Prompts.user(question.text("prompt"));
    }

    @Override public Item answered(Item question, String answer) {
        return question.with("response", answer);
    }

    /// @param item `response`, `instruction_id_list` and `kwargs`, one object for each instruction
    @Override public Verdict grade(Item item) {
        List<Check> checks = checks(item);
        String response = item.text("response");
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        List<Mark> marks = new ArrayList<>();
        mark("strict", checks, List.of(response), fields, marks);
        mark("loose", checks, looser(response), fields, marks);
        return new Verdict(fields, marks);
    }

    private List<Check> checks(Item item) {
        List<String> ids = item.texts("instruction_id_list");
        List<Item> arguments = item.items("kwargs");
        if (ids.isEmpty()) throw item.wrong("instruction_id_list", "at least one instruction");
        if (ids.size() != arguments.size()) throw item.wrong("kwargs", "one object for each of the " + ids.size() + " instructions");
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) checks.add(instructions.of(ids.get(i), arguments.get(i)));
        return checks;
    }

    private static void mark(String way, List<Check> checks, List<String> variants, ObjectNode fields, List<Mark> marks) {
        List<Boolean> followed = checks.stream()
                .map(check -> variants.stream().anyMatch(variant -> !PythonText.isBlank(variant) && check.follows(variant))).toList();
        boolean all = !followed.contains(false);
        ArrayNode each = fields.putArray(way);
        followed.forEach(each::add);
        fields.put("follow_all_" + way, all);
        marks.add(Mark.of("prompt_level_" + way, all));
        followed.forEach(one -> marks.add(Mark.of("instruction_level_" + way, one)));
    }

    /// The response, and the same without its first line, its last one, and both; then all four without asterisks.
    private static List<String> looser(String response) {
        List<String> lines = Arrays.asList(response.split("\n", -1));
        int count = lines.size();
        List<String> kept = List.of(response, joined(lines.subList(1, count)), joined(lines.subList(0, count - 1)), joined(lines.subList(1, Math.max(1, count - 1))));
        return Stream.concat(kept.stream(), kept.stream().map(each -> each.replace("*", ""))).toList();
    }

    private static String joined(List<String> lines) {
        return PythonText.strip(String.join("\n", lines));
    }
}
