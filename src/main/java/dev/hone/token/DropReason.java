package dev.hone.token;

/// Why a preference or a verdict is of no use.
public enum DropReason {
    EQUAL("both answers are equal, which says nothing about which is better"),
    CHOSEN_EMPTY("the chosen answer is empty"),
    REJECTED_EMPTY("the rejected answer is empty"),
    ANSWER_EMPTY("the answer is empty"),
    PROMPT_TOO_LONG("the prompt alone fills max_length, so nothing of an answer would be left"),
    PROMPT_EMPTY("the prompt has no tokens"),
    PROMPT_TOO_LONG_TO_ANSWER("the prompt is longer than max_prompt_length, or leaves no room for an answer in the model's context"),
    NOTHING_PREDICTED("an answer is a single token with nothing before it to predict it"),
    EQUAL_ONCE_CUT("both answers are equal once max_length has cut them"),
    TOO_LONG("an answer with its prompt is longer than max_length, and a reward is that of the whole");

    private final String reason;

    DropReason(String reason) {
        this.reason = reason;
    }

    /// In words.
    public String reason() {
        return reason;
    }
}
