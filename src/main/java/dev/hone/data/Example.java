package dev.hone.data;

import tools.jackson.databind.node.ArrayNode;

/// One item to learn from, in one of the shapes of TRL's data set formats. What a row's columns are called is settled by
/// the time there is an example.
public sealed interface Example {
    /// A plain text, learned whole: `text`.
    record Text(String text) implements Example {}

    /// A conversation: `messages`.
    record Chat(Conversation conversation) implements Example {}

    /// A plain prompt and its continuation: `prompt`, `completion`.
    record TextCompletion(String prompt, String completion) implements Example {}

    /// The same as messages.
    record ChatCompletion(Conversation prompt, ArrayNode completion) implements Example {}

    /// Token ids that somebody else made: `input_ids` with `labels` or `completion_mask`.
    /// @param learned for each id whether it is to be learned; all are where the row does not say
    record Ids(int[] ids, boolean[] learned) implements Example {}

    /// One answer is better than another: `prompt`, `chosen`, `rejected`. The prompt is null where the row has none and
    /// the two answers begin with it (implicit prompt).
    /// @param margin by how much the chosen answer's reward should be higher, for reward models: `margin`; 0 where the row does not say
    record TextPreference(String prompt, String chosen, String rejected, double margin) implements Example {}

    /// The same as messages; `prompt` is null where both answers are whole conversations.
    record ChatPreference(Conversation prompt, Conversation chosen, Conversation rejected, double margin) implements Example {}

    /// The same as ids: `prompt_ids`, `chosen_ids`, `rejected_ids`.
    record IdsPreference(int[] prompt, int[] chosen, int[] rejected, double margin) implements Example {}

    /// An answer that is good or not: `prompt`, `completion`, `label`.
    record TextVerdict(String prompt, String completion, boolean good) implements Example {}

    /// The same as messages.
    record ChatVerdict(Conversation prompt, ArrayNode completion, boolean good) implements Example {}

    /// A prompt alone: `prompt`.
    record TextPrompt(String prompt) implements Example {}

    /// The same as messages.
    record ChatPrompt(Conversation prompt) implements Example {}

    /// The same as ids: `prompt_ids`.
    record IdsPrompt(int[] prompt) implements Example {}
}
