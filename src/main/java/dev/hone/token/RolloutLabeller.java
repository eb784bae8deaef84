package dev.hone.token;

import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads recorded rollouts: rows with `prompt_ids`, `completion_ids`, `rewards` (a number, a list, or an object with a number for each
/// reward) or `advantages` (a number), and maybe `old_logps` (a number for each token of the completion). Can be used from many threads.
public final class RolloutLabeller {
    private final Encoder encoder;
    private final boolean needsRewards;

    /// @param needsRewards whether advantages are no help in their place
    public RolloutLabeller(Tokenizer tokenizer, boolean needsRewards) {
        this.needsRewards = needsRewards;
        this.encoder = Encoder.of(tokenizer, Optional.empty(), null);
    }

    /// @throws UserError when a column is missing or holds something else than it should
    public LabelledRollout label(Row row, Example example) {
        if (!(example instanceof Example.IdsPrompt(int[] ids))) throw new UserError("this row is no recorded rollout; it takes prompt_ids, completion_ids, "
                + "and rewards or advantages");
        int[] prompt = encoder.known(ids, "prompt_ids"), answer = encoder.known(answer(row), "completion_ids");
        JsonNode advantage = row.fields().path("advantages");
        Map<String, Double> rewards = rewards(row.fields().path("rewards"));
        if (rewards.isEmpty() && needsRewards) throw new UserError("the row has no rewards, and its advantages depend on a critic: give rewards, a number for each");
        if (rewards.isEmpty() && !advantage.isNumber()) throw new UserError("the row has neither rewards nor advantages, a number each");
        return new LabelledRollout(new TokenRollout(prompt, answer, rewards, advantage.isNumber() ? advantage.doubleValue() : Double.NaN,
                logProbs(row.fields().path("old_logps"), answer.length)));
    }

    private static int[] answer(Row row) {
        JsonNode ids = row.fields().path("completion_ids");
        if (!ids.isArray() || ids.isEmpty()) throw new UserError("completion_ids is " + ids + "; expected a list of token ids, at least one");
        return ids.valueStream().mapToInt(id -> {
            if (!id.isInt()) throw new UserError("completion_ids has " + id + "; expected token ids");
            return id.intValue();
        }).toArray();
    }

    private static Map<String, Double> rewards(JsonNode given) {
        Map<String, Double> rewards = new LinkedHashMap<>();
        if (given.isNumber()) rewards.put("reward", given.doubleValue());
        else if (given.isArray()) for (int i = 0; i < given.size(); i++) rewards.put("reward_" + i, number(given.get(i)));
        else given.properties().forEach(reward -> rewards.put(reward.getKey(), number(reward.getValue())));
        return rewards;
    }

    private static double number(JsonNode reward) {
        if (reward.isNull()) return Double.NaN;
        if (!reward.isNumber()) throw new UserError("rewards has " + reward + "; expected numbers, or null where a reward gave none");
        return reward.doubleValue();
    }

    private static float[] logProbs(JsonNode given, int tokens) {
        if (given.isMissingNode() || given.isNull()) return null;
        if (!given.isArray() || given.size() != tokens) throw new UserError("old_logps has " + given.size() + " numbers for " + tokens
                + " tokens in completion_ids; expected one for each");
        float[] logProbs = new float[tokens];
        for (int t = 0; t < tokens; t++) logProbs[t] = given.get(t).floatValue();
        return logProbs;
    }
}
