package dev.hone.token;

import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads recorded rollouts: rows with `prompt_ids`, `completion_ids`, `rewards` (a number, a list, or an object with a number for each
/// reward) or `advantages` (a number), and maybe `old_logps` (a number for each token of the completion) and `tool_mask` or `completion_mask`
/// (1 for a token that the model has said, 0 for one that a tool has). Can be used from many threads.
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
        boolean[] mask = mask(row, answer.length);
        JsonNode advantage = row.fields().path("advantages");
        Map<String, Double> rewards = rewards(row.fields().path("rewards"));
        if (rewards.isEmpty() && needsRewards) throw new UserError("the row has no rewards, and its advantages depend on a critic: give rewards, a number for each");
        if (rewards.isEmpty() && !advantage.isNumber()) throw new UserError("the row has neither rewards nor advantages, a number each");
        return new LabelledRollout(new TokenRollout(prompt, answer, mask, rewards, advantage.isNumber() ? advantage.doubleValue() : Double.NaN,
                logProbs(row.fields().path("old_logps"), mask)));
    }

    private static int[] answer(Row row) {
        JsonNode ids = row.fields().path("completion_ids");
        if (!ids.isArray() || ids.isEmpty()) throw new UserError("completion_ids is " + ids + "; expected a list of token ids, at least one");
        return ids.valueStream().mapToInt(id -> {
            if (!id.isInt()) throw new UserError("completion_ids has " + id + "; expected token ids");
            return id.intValue();
        }).toArray();
    }

    /// As TRL calls it, or as others do.
    private static boolean[] mask(Row row, int tokens) {
        String name = row.fields().hasNonNull("tool_mask") ? "tool_mask" : "completion_mask";
        JsonNode given = row.fields().path(name);
        if (given.isMissingNode() || given.isNull()) return TokenMask.all(tokens);
        if (!given.isArray() || given.size() != tokens) throw new UserError(name + " has " + given.size() + " numbers for " + tokens
                + " tokens in completion_ids; expected one for each");
        boolean[] mask = new boolean[tokens];
        for (int t = 0; t < tokens; t++) {
            JsonNode mark = given.get(t);
            if (!mark.isBoolean() && !mark.isInt() || mark.asInt() < 0 || mark.asInt() > 1) throw new UserError(name + "[" + t + "] is " + mark + "; expected 0 or 1");
            mask[t] = mark.asInt() == 1;
        }
        if (TokenMask.count(mask) == 0) throw new UserError(name + " is 0 for all tokens of completion_ids; expected 1 for those that the model has said");
        return mask;
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

    /// Those of the tokens that the model has said.
    private static float[] logProbs(JsonNode given, boolean[] mask) {
        if (given.isMissingNode() || given.isNull()) return null;
        if (!given.isArray() || given.size() != mask.length) throw new UserError("old_logps has " + given.size() + " numbers for " + mask.length
                + " tokens in completion_ids; expected one for each");
        float[] logProbs = new float[TokenMask.count(mask)];
        for (int t = 0, said = 0; t < mask.length; t++) if (mask[t]) logProbs[said++] = number(given.get(t), t);
        return logProbs;
    }

    private static float number(JsonNode logProb, int token) {
        if (!logProb.isNumber()) throw new UserError("old_logps[" + token + "] is " + logProb + "; expected a number for a token that the model has said");
        return logProb.floatValue();
    }
}
