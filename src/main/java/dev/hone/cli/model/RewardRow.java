package dev.hone.cli.model;

import dev.hone.cli.console.JsonLines;
import dev.hone.data.BadRow;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.Json;
import dev.hone.data.Row;
import dev.hone.data.format.Formats;
import dev.hone.data.format.Goal;
import dev.hone.reward.RewardModel;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The answers of a row that a reward model is to score.
/// @param names   what their rewards are called in the row that comes out: one name each, or one for the list of them
/// @param answers each with its prompt
record RewardRow(List<String> names, List<Example> answers) {
    private static final String COMPLETIONS = "completions";
    private static final Set<Goal> GOALS = Set.of(Goal.TEXT, Goal.PREFERENCE);

    /// @throws UserError that names the row when it cannot be read
    static RewardRow of(JsonLines.Row row) {
        try {
            if (row.json().has(COMPLETIONS)) return new RewardRow(List.of("rewards"), completions(row));
            Row data = data(row, row.json());
            return of(Formats.of(data, GOALS).read(data));
        } catch (BadRow e) {
            throw new UserError(e.getMessage(), e);
        }
    }

    private static RewardRow of(Example example) {
        List<String> pair = List.of("chosen_reward", "rejected_reward");
        return switch (example) {
            case Example.TextPreference(String prompt, String chosen, String rejected, double _) ->
                    new RewardRow(pair, Stream.of(chosen, rejected).map(answer -> text(prompt, answer)).toList());
            case Example.ChatPreference(Conversation prompt, Conversation chosen, Conversation rejected, double _) ->
                    new RewardRow(pair, Stream.of(chosen, rejected).map(answer -> chat(prompt, answer)).toList());
            case Example.IdsPreference(int[] prompt, int[] chosen, int[] rejected, double _) ->
                    new RewardRow(pair, Stream.of(chosen, rejected).map(answer -> ids(prompt, answer)).toList());
            default -> new RewardRow(List.of("reward"), List.of(example));
        };
    }

    private static Example text(String prompt, String answer) {
        return prompt == null ? new Example.Text(answer) : new Example.TextCompletion(prompt, answer);
    }

    private static Example chat(Conversation prompt, Conversation answer) {
        return new Example.Chat(prompt == null ? answer : prompt.with(answer.messages()));
    }

    private static Example ids(int[] prompt, int[] answer) {
        int[] both = IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray();
        return new Example.Ids(both, new boolean[both.length]);
    }

    /// A prompt with a list of answers is read as that many rows of one answer.
    private static List<Example> completions(JsonLines.Row row) {
        JsonNode list = row.json().get(COMPLETIONS);
        if (!(list instanceof ArrayNode) || list.isEmpty()) throw row.wrong("completions is " + Json.shortened(list) + "; expected a list of at least one answer");
        if (!row.json().has("prompt")) throw row.wrong("has completions and no prompt; expected the prompt that they answer");
        List<Example> answers = new ArrayList<>();
        for (JsonNode completion : list) {
            ObjectNode one = row.json().deepCopy();
            one.remove(COMPLETIONS);
            Row data = data(row, one.set("completion", completion));
            answers.add(Formats.named("prompt-completion", GOALS).read(data));
        }
        return answers;
    }

    private static Row data(JsonLines.Row row, ObjectNode fields) {
        return new Row(fields, row.file(), row.line());
    }

    boolean isPair() {
        return names.size() == 2;
    }

    /// @throws UserError that names the row when the model cannot read an answer
    List<int[]> tokens(RewardModel model, JsonLines.Row row) {
        try {
            return answers.stream().map(model::tokens).toList();
        } catch (UserError e) {
            throw new UserError(row.where() + ": " + e.getMessage(), e);
        }
    }

    /// Adds the rewards to the row that comes out.
    void put(double[] rewards, ObjectNode answer) {
        if (names.equals(List.of("rewards"))) {
            ArrayNode list = answer.putArray("rewards");
            for (double reward : rewards) list.add((float) reward);
        } else for (int i = 0; i < rewards.length; i++) answer.put(names.get(i), (float) rewards[i]);
    }
}
