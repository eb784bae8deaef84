package dev.hone.algorithm.rollout;

import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A generation as a file: a line for each answer, in the order in which answers are learned from, that says what was asked, answered and
/// given for it. `hone grpo --replay` learns from such rows again. Numbers are written so that they are read back to the bit.
/// @param decode makes a text of ids, for answers that were never decoded
public record RolloutFile(Function<int[], String> decode) {
    public void write(Path file, Generation generation) {
        AtomicFile.writeLines(file, out -> write(out, generation));
    }

    private void write(Writer out, Generation generation) throws IOException {
        for (Rollout rollout : generation.rollouts()) out.append(json(generation.number(), rollout).toString()).append('\n');
    }

    private ObjectNode json(long number, Rollout rollout) {
        ObjectNode row = JsonMapper.shared().createObjectNode().put("generation", number);
        if (rollout.asked() != null) row.set("prompt", rollout.asked().prompt());
        else row.put("prompt", decode.apply(rollout.prompt()));
        row.put("completion", rollout.text().isEmpty() ? decode.apply(rollout.answer()) : rollout.text());
        ObjectNode rewards = row.putObject("rewards");
        rollout.rewards().forEach((name, reward) -> {
            if (Double.isNaN(reward)) rewards.putNull(name);
            else rewards.put(name, reward);
        });
        row.put("advantages", rollout.advantage()).put("ended", rollout.ended());
        ids(row.putArray("prompt_ids"), rollout.prompt());
        ids(row.putArray("completion_ids"), rollout.answer());
        numbers(row, "sampled_logps", rollout.sampled());
        numbers(row, "old_logps", rollout.old() == null ? rollout.sampled() : rollout.old());
        numbers(row, "ref_logps", rollout.reference());
        return row.put("on_policy", rollout.old() == null);
    }

    private static void ids(ArrayNode list, int[] ids) {
        for (int id : ids) list.add(id);
    }

    private static void numbers(ObjectNode row, String name, float[] numbers) {
        if (numbers == null) return;
        ArrayNode list = row.putArray(name);
        for (float number : numbers) list.add(number);
    }

    /// @throws UserError when the file is not one that [#write] has made
    public Generation read(Path file) {
        List<Rollout> rollouts = new ArrayList<>();
        long number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                JsonNode row = JsonMapper.shared().readTree(line);
                number = row.required("generation").longValue();
                rollouts.add(rollout(row));
            }
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new UserError(file + ": cannot be read (" + e.getMessage() + "); resume from another checkpoint", e);
        }
        return new Generation(number, rollouts, Map.of());
    }

    private static Rollout rollout(JsonNode row) {
        Map<String, Double> rewards = new LinkedHashMap<>();
        row.required("rewards").properties().forEach(reward -> rewards.put(reward.getKey(), reward.getValue().isNull() ? Double.NaN : reward.getValue().doubleValue()));
        return new Rollout(ids(row.required("prompt_ids")), null, ids(row.required("completion_ids")), row.required("completion").stringValue(),
                row.required("ended").booleanValue(), rewards, row.required("advantages").doubleValue(), numbers(row.path("sampled_logps")),
                row.required("on_policy").booleanValue() ? null : numbers(row.path("old_logps")), numbers(row.path("ref_logps")));
    }

    private static int[] ids(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    private static float[] numbers(JsonNode list) {
        if (list.isMissingNode()) return null;
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) numbers[i] = list.get(i).floatValue();
        return numbers;
    }
}
