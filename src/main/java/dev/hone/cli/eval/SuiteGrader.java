package dev.hone.cli.eval;

import dev.hone.cli.console.JsonLines;
import dev.hone.eval.Benchmark;
import dev.hone.eval.Item;
import dev.hone.eval.Score;
import dev.hone.eval.SuiteResults;
import dev.hone.eval.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Judges by a benchmark's rules.
final class SuiteGrader implements Grader {
    private final Benchmark benchmark;
    /// By the question; rows that do not say whose answers they are have one each.
    private final Map<String, List<Verdict>> verdicts = new LinkedHashMap<>();

    SuiteGrader(Benchmark benchmark) {
        this.benchmark = benchmark;
    }

    @Override public ObjectNode grade(JsonLines.Row row) {
        Verdict verdict = benchmark.grade(new Item(row.json().deepCopy(), row.where()));
        String question = row.json().path(SuiteResults.ANSWER_TO).asString("row " + row.number());
        verdicts.computeIfAbsent(question, _ -> new ArrayList<>()).add(verdict);
        return verdict.row();
    }

    @Override public List<Score> scores() {
        return benchmark.scores(List.copyOf(verdicts.values()), List.of());
    }

    @Override public String title() {
        return benchmark.name() + " (" + benchmark.standing().label() + ")";
    }

    @Override public String remark() {
        return benchmark.standing().exact() ? "" : "experimental: " + benchmark.standing().source();
    }

    @Override public void describe(ObjectNode summary) {
        summary.put("suite", benchmark.name()).put("status", benchmark.standing().label()).put("source", benchmark.standing().source());
    }

    @Override public void close() {}
}
