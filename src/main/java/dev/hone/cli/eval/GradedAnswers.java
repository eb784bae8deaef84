package dev.hone.cli.eval;

import dev.hone.cli.console.JsonLines;
import dev.hone.eval.SuiteResults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What `hone grade` wrote of one suite.
/// @param marks by the question, whose id is the row's `answer_to` where there are several answers to it, else its `id`, else its number:
///              `score`, or the first of `rewards`; of several answers the mean
/// @param rows  the same rows whole; of several answers the first
record GradedAnswers(Map<String, Double> marks, Map<String, JsonNode> rows) {
    /// @throws UserError when a row has no mark, or an id comes twice
    static GradedAnswers read(Path file) {
        Map<String, List<Double>> marks = new LinkedHashMap<>();
        Map<String, JsonNode> rows = new LinkedHashMap<>();
        JsonLines.forEach(file.toString(), row -> {
            boolean isOneOfSeveral = row.json().has(SuiteResults.ANSWER_TO);
            JsonNode id = row.json().path(isOneOfSeveral ? SuiteResults.ANSWER_TO : "id");
            String key = id.isMissingNode() || id.isNull() ? "row " + row.number() : id.asString();
            JsonNode mark = row.json().has("score") ? row.json().get("score") : row.json().path("rewards").path(0);
            if (!mark.isNumber() && !mark.isNull() || row.json().has("error")) throw row.wrong(row.json().has("error") ? "could not be judged: " + row.json().get("error").asString()
                    : "has no score and no rewards; expected a file that hone grade has written");
            if (mark.isNumber()) marks.computeIfAbsent(key, _ -> new ArrayList<>()).add(mark.doubleValue());
            if (rows.putIfAbsent(key, row.json()) != null && !isOneOfSeveral) throw row.wrong("has the id " + key + ", as a row before it has");
        });
        return new GradedAnswers(means(marks), rows);
    }

    private static Map<String, Double> means(Map<String, List<Double>> marks) {
        Map<String, Double> means = new LinkedHashMap<>();
        marks.forEach((key, several) -> means.put(key, several.stream().mapToDouble(mark -> mark).average().orElseThrow()));
        return means;
    }

    /// What was asked in a row, for people.
    String asked(String key) {
        JsonNode row = rows.get(key);
        JsonNode asked = row.has("messages") ? row.get("messages").path(row.get("messages").size() - 1).path("content") : row.path(row.has("context") ? "context" : "prompt");
        return asked.isString() ? asked.stringValue() : asked.toString();
    }

    /// What was answered.
    String answer(String key) {
        JsonNode row = rows.get(key);
        for (JsonNode answer : new JsonNode[] {row.path("completions").path(0).path("text"), row.path("completion"), row.path("response"), row.path("output"),
                row.path("choices").path(row.path("chosen").asInt(-1))})
            if (answer.isString()) return answer.stringValue();
        return "";
    }
}
