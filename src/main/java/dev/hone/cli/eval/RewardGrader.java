package dev.hone.cli.eval;

import dev.hone.cli.console.JsonLines;
import dev.hone.eval.Score;
import dev.hone.reward.RewardRequest;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.RewardSettings;
import dev.hone.reward.Rewards;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Judges by a reward of the catalogue. A row has `prompt` or `messages`, then `completion` (a text, or messages whose last one
/// counts) or `completions` as `hone generate` writes them; the reward sees all other columns.
final class RewardGrader implements Grader {
    private static final List<String> NO_COLUMNS = List.of("prompt", "messages", "completion", "completions");

    private final RewardSettings settings;
    private final RewardRunner runner;
    private final List<Double> rewards = new ArrayList<>();
    private int abstained, failed;

    RewardGrader(RewardSettings settings) {
        this.settings = settings;
        this.runner = new RewardRunner(List.of(Rewards.of(settings)));
    }

    @Override public ObjectNode grade(JsonLines.Row row) {
        ObjectNode columns = row.json().deepCopy().remove(NO_COLUMNS);
        List<RewardRequest> requests = answers(row).stream().map(answer -> new RewardRequest(prompt(row), text(row, answer), answer.path("token_ids").size(), columns)).toList();
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        ArrayNode numbers = fields.putArray("rewards"), reasons = JsonMapper.shared().createArrayNode();
        boolean fine = true;
        for (dev.hone.reward.Score score : runner.score(requests).getFirst().scores()) {
            String reason = switch (score) {
                case dev.hone.reward.Score.Judged(double value) -> {
                    rewards.add(value);
                    yield null;
                }
                case dev.hone.reward.Score.Abstained _ -> {
                    abstained++;
                    yield null;
                }
                case dev.hone.reward.Score.Failed(String why) -> {
                    failed++;
                    yield why;
                }
            };
            fine &= reason == null;
            numbers.add(Double.isNaN(score.orNaN()) ? null : (Double) score.orNaN());
            reasons.add(reason);
        }
        if (!fine) fields.set("failures", reasons);
        return fields;
    }

    private static JsonNode prompt(JsonLines.Row row) {
        JsonNode prompt = row.json().has("messages") ? row.json().get("messages") : row.json().path("prompt");
        if (prompt.isMissingNode()) return StringNode.valueOf("");
        if (prompt.isString() || prompt.isArray()) return prompt;
        throw row.wrong("prompt is " + prompt + "; expected a text or a list of messages");
    }

    private static List<JsonNode> answers(JsonLines.Row row) {
        if (row.json().has("completion")) return List.of(row.json().get("completion"));
        List<JsonNode> answers = row.json().path("completions").valueStream().toList();
        if (answers.isEmpty()) throw row.wrong("has neither completion nor completions; expected a text, messages, or what hone generate writes");
        return answers;
    }

    private static String text(JsonLines.Row row, JsonNode answer) {
        JsonNode text = answer.isArray() && !answer.isEmpty() ? answer.get(answer.size() - 1).path("content") : answer.isObject() ? answer.path("text") : answer;
        if (text.isString()) return text.stringValue();
        throw row.wrong("a completion is " + answer + "; expected a text, an object with text, or messages");
    }

    @Override public List<Score> scores() {
        return rewards.isEmpty() ? List.of() : List.of(Score.of("reward", rewards));
    }

    @Override public String title() {
        return "reward " + settings.name();
    }

    @Override public String remark() {
        return abstained + failed == 0 ? "" : abstained + " answers cannot be judged by this reward, and for " + failed + " it failed (failures says why)";
    }

    @Override public void describe(ObjectNode summary) {
        summary.put("reward", settings.name()).put("abstained", abstained).put("failed", failed);
    }

    @Override public void close() {
        runner.close();
    }
}
