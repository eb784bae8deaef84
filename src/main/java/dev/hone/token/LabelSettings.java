package dev.hone.token;

import dev.hone.settings.UserError;

/// Which tokens of an example are learned, and how long it may be.
/// @param maxLength          tokens that are kept of an example; null for all
/// @param cut                which end a longer one loses
/// @param completionOnlyLoss whether a prompt is left out of the loss; null for yes
/// @param assistantOnlyLoss  whether only what the assistant wrote is learned
/// @param trainOn            whose turns of the assistant; the last alone implies `assistantOnlyLoss`
/// @param eosToken           ends a plain text in place of the tokenizer's own; null for that
public record LabelSettings(Integer maxLength, Cut cut, Boolean completionOnlyLoss, boolean assistantOnlyLoss, TrainOn trainOn, String eosToken) {
    /// Which part of a long example stays.
    public enum Cut { KEEP_START, KEEP_END }

    /// Which of the assistant's turns are learned.
    public enum TrainOn { EVERY, LAST }

    /// TRL's.
    public static final LabelSettings DEFAULTS = new LabelSettings(1024, Cut.KEEP_START, null, false, TrainOn.EVERY, null);

    public LabelSettings {
        if (maxLength != null && maxLength < 2) throw new UserError("max_length is " + maxLength
                + "; at least 2, as the first token of an example is never learned, or null for no limit");
    }

    /// Whether the assistant's part of a conversation has to be found.
    boolean marksAssistant() {
        return assistantOnlyLoss || trainOn == TrainOn.LAST;
    }

    /// Whether the prompt of a row that has one is left out of the loss.
    boolean masksPrompt() {
        return completionOnlyLoss == null || completionOnlyLoss;
    }
}
