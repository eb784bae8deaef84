package dev.hone.cli.run;

import dev.hone.train.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The alarms of a run. Each stands in `run.json` from the moment when it is raised, and what an earlier part of the run has raised stays.
final class Alarms {
    private static final String LIST = "alarms";

    private final RunRecord record;
    private final ArrayNode list;
    private final List<Alarm> raised = new ArrayList<>();

    /// @param step in which it was raised, from 1
    private record Alarm(int step, Finding finding) {}

    Alarms(RunRecord record) {
        this.record = record;
        this.list = record.list(LIST);
        for (JsonNode one : record.earlier(LIST)) raised.add(new Alarm(one.path("step").asInt(), new Finding(Finding.Severity.WARN,
                one.path("code").asString(), one.path("message").asString(), one.path("remedy").asString())));
        note();
    }

    /// Forgets what was raised after the checkpoint that a run goes on from: it will come again.
    void forgetAfter(int step) {
        raised.removeIf(alarm -> alarm.step > step);
        note();
    }

    void raise(int step, Finding finding) {
        raised.add(new Alarm(step, finding));
        note();
        record.running();
    }

    private void note() {
        list.removeAll();
        for (Alarm alarm : raised) list.addObject().put("step", alarm.step).put("code", alarm.finding.code())
                .put("message", alarm.finding.message()).put("remedy", alarm.finding.remedy());
    }

    /// The codes of what was raised in a step: `a and b`; empty for nothing.
    String codes(int step) {
        return raised.stream().filter(alarm -> alarm.step == step).map(alarm -> alarm.finding.code()).collect(Collectors.joining(" and "));
    }

    /// All of them, each beginning with its step.
    List<Finding> findings() {
        return raised.stream().map(alarm -> new Finding(alarm.finding.severity(), alarm.finding.code(),
                "step " + alarm.step + ": " + alarm.finding.message(), alarm.finding.remedy())).toList();
    }
}
