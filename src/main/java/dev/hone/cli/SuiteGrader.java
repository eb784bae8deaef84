package dev.hone.cli;

import dev.hone.eval.Benchmark;
import dev.hone.eval.Item;
import dev.hone.eval.Score;
import dev.hone.eval.Verdict;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Judges by a benchmark's rules.
final class SuiteGrader implements Grader {
    private final Benchmark benchmark;
    private final List<Verdict> verdicts = new ArrayList<>();

    SuiteGrader(Benchmark benchmark) {
        this.benchmark = benchmark;
    }

    @Override public ObjectNode grade(JsonLines.Row row) {
        Verdict verdict = benchmark.grade(new Item(row.json().deepCopy(), row.where()));
        verdicts.add(verdict);
        return verdict.row();
    }

    @Override public List<Score> scores() {
        return benchmark.scores(verdicts);
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
