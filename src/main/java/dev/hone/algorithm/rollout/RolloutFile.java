package dev.hone.algorithm.rollout;

import dev.hone.hub.AtomicFile;
import dev.hone.reward.Episode;
import dev.hone.reward.Score;
import dev.hone.settings.UserError;
import dev.hone.token.TokenMask;
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
/// given for it. `hone grpo --replay` learns from such rows again. Numbers are written so that they are read back to the bit. Where tools were
/// called, `completion` is the messages after the prompt, `tool_mask` has 0 for the tokens of results, and other numbers of tokens are null there.
/// @param decode makes a text of ids, for answers that were never decoded
public record RolloutFile(Function<int[], String> decode) {
    private static final String COMPLETION = "completion", TOOLS = "tools", MASK = "tool_mask";

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
        Episode episode = rollout.episode();
        if (episode != null) row.set(COMPLETION, episode.messages()).putObject(TOOLS).put("calls", episode.calls()).put("failures", episode.failures());
        else row.put(COMPLETION, rollout.text().isEmpty() ? decode.apply(rollout.answer()) : rollout.text());
        ObjectNode rewards = row.putObject("rewards");
        rollout.rewards().forEach((name, reward) -> {
            if (Double.isNaN(reward)) rewards.putNull(name);
            else rewards.put(name, reward);
        });
        row.put("advantages", rollout.advantage()).put("ended", rollout.ended());
        ids(row.putArray("prompt_ids"), rollout.prompt());
        ids(row.putArray("completion_ids"), rollout.answer());
        if (rollout.said() < rollout.answer().length) mask(row.putArray(MASK), rollout.mask());
        numbers(row, "sampled_logps", rollout.sampled(), rollout.mask());
        numbers(row, "old_logps", rollout.old() == null ? rollout.sampled() : rollout.old(), rollout.mask());
        numbers(row, "ref_logps", rollout.reference(), rollout.mask());
        return row.put("on_policy", rollout.old() == null);
    }

    private static void ids(ArrayNode list, int[] ids) {
        for (int id : ids) list.add(id);
    }

    private static void mask(ArrayNode list, boolean[] mask) {
        for (boolean said : mask) list.add(said ? 1 : 0);
    }

    /// @param mask where the numbers belong
    private static void numbers(ObjectNode row, String name, float[] numbers, boolean[] mask) {
        if (numbers == null) return;
        ArrayNode list = row.putArray(name);
        int at = 0;
        for (boolean said : mask) {
            if (said) list.add(numbers[at++]);
            else list.addNull();
        }
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
        int[] answer = ids(row.required("completion_ids"));
        JsonNode completion = row.required(COMPLETION);
        return new Rollout(ids(row.required("prompt_ids")), null, answer, mask(row.path(MASK), answer.length), completion.asString(""), episode(completion, row.path(TOOLS)),
                row.required("ended").booleanValue(), rewards, row.required("advantages").doubleValue(), numbers(row.path("sampled_logps")),
                row.required("on_policy").booleanValue() ? null : numbers(row.path("old_logps")), numbers(row.path("ref_logps")));
    }

    /// Its score is among the rewards.
    private static Episode episode(JsonNode completion, JsonNode tools) {
        return completion instanceof ArrayNode messages
                ? new Episode(messages, tools.required("calls").intValue(), tools.required("failures").intValue(), new Score.Abstained()) : null;
    }

    private static int[] ids(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    private static boolean[] mask(JsonNode list, int tokens) {
        boolean[] mask = TokenMask.all(tokens);
        for (int t = 0; t < list.size(); t++) mask[t] = list.get(t).intValue() == 1;
        return mask;
    }

    private static float[] numbers(JsonNode list) {
        if (list.isMissingNode()) return null;
        List<JsonNode> known = list.valueStream().filter(JsonNode::isNumber).toList();
        float[] numbers = new float[known.size()];
        for (int i = 0; i < numbers.length; i++) numbers[i] = known.get(i).floatValue();
        return numbers;
    }
}
