package dev.hone.token;

import dev.hone.settings.UserError;

/// How a prompt with its answers becomes tokens, and how long they may be.
/// @param maxLength tokens that are kept of a prompt with one answer; null for all
/// @param cut       which end a longer one loses
/// @param seam      where an answer begins
/// @param eosToken  ends a plain answer in place of the tokenizer's own; null for that
public record PairSettings(Integer maxLength, LabelSettings.Cut cut, Seam seam, String eosToken) {
    /// Where an answer begins whose first letters share a token with the prompt's last ones, as in `2+3? ` and `The sum`; and what stands in front of a plain text.
    public enum Seam {
        /// Both answers begin at the first token in which one of them parts from the prompt alone; the tokenizer decides whether a BOS token comes first.
        /// So does TRL's `DPOTrainer`.
        COMMON,
        /// Each answer begins at the first token in which it parts itself; a plain text begins with the BOS token. So do TRL's `CPOTrainer` and `ORPOTrainer`.
        EACH
    }

    /// TRL's.
    public static final PairSettings DEFAULTS = new PairSettings(1024, LabelSettings.Cut.KEEP_START, Seam.COMMON, null);

    public PairSettings {
        if (maxLength != null && maxLength < 2) throw new UserError("max_length is " + maxLength
                + "; at least 2, a token of the prompt and one of the answer, or null for no limit");
    }
}
