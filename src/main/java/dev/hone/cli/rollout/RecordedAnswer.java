package dev.hone.cli.rollout;

import dev.hone.cli.console.JsonLines;
import dev.hone.settings.UserError;
import dev.hone.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// An answer as a run has recorded it, for people to read.
/// @param prompt     the last message, or the whole of a plain text
/// @param completion what was said; in a conversation turn by turn, with calls of tools and their results
/// @param rewards    by name; NaN where one gave none
/// @param row        all that was recorded
public record RecordedAnswer(String prompt, String completion, Map<String, Double> rewards, double advantage, boolean ended, JsonNode row) {
    /// The files of a run's generations, in order; none where it has none.
    public static List<Path> files(Path run) {
        Path folder = run.resolve(RunFolder.ROLLOUTS);
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /// @throws UserError when a line is no recorded answer
    public static List<RecordedAnswer> read(Path file) {
        List<RecordedAnswer> answers = new ArrayList<>();
        JsonLines.forEach(file.toString(), row -> answers.add(of(row)));
        return answers;
    }

    private static RecordedAnswer of(JsonLines.Row row) {
        JsonNode json = row.json();
        for (String field : List.of("prompt", "completion", "rewards", "advantages", "ended")) if (!json.has(field)) throw row.wrong(
                "is no recorded answer, as it has no " + field + "; expected a file of rollouts as hone grpo and hone ppo write it");
        Map<String, Double> rewards = new LinkedHashMap<>();
        json.get("rewards").properties().forEach(reward -> rewards.put(reward.getKey(), reward.getValue().asDouble(Double.NaN)));
        return new RecordedAnswer(asked(json.get("prompt")), said(json.get("completion")), rewards, json.get("advantages").asDouble(), json.get("ended").asBoolean(), json);
    }

    private static String asked(JsonNode prompt) {
        return prompt.isArray() && !prompt.isEmpty() ? prompt.get(prompt.size() - 1).path("content").asString("") : prompt.asString();
    }

    private static String said(JsonNode completion) {
        return completion.isArray() ? completion.valueStream().map(RecordedAnswer::turn).filter(text -> !text.isEmpty()).collect(Collectors.joining("\n")) : completion.asString();
    }

    /// `→ calculator {"expression":"3 * 4"}` for a call, `← 12` for what the model was told.
    private static String turn(JsonNode message) {
        String content = message.path("content").asString("");
        if (message.path("role").asString("").equals("tool")) return "← " + content;
        Stream<String> calls = message.path("tool_calls").valueStream().map(call -> call.path("function")).map(call -> "→ " + call.path("name").asString("") + " " + call.path("arguments"));
        return Stream.concat(Stream.of(content).filter(text -> !text.isEmpty()), calls).collect(Collectors.joining("\n"));
    }

    /// `math 1, length 0.4`
    public String judged() {
        return rewards.entrySet().stream().map(reward -> reward.getKey() + " " + (reward.getValue().isNaN() ? "none" : number(reward.getValue())))
                .collect(Collectors.joining(", "));
    }

    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
