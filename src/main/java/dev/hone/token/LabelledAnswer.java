package dev.hone.token;

import java.util.Arrays;
import java.util.Optional;

/// What an answer became.
/// @param tokens    what is left of it and of its prompt after the cut
/// @param tokensCut how many tokens `max_length` took away, of the prompt or of the answer
/// @param endLost   whether the answer's last token was among them
public record LabelledAnswer(TokenAnswer tokens, int tokensCut, boolean endLost) {
    /// @param whole prompt and answer
    /// @param start where the answer begins in it
    static LabelledAnswer cut(int[] whole, int start, PairSettings settings) {
        int kept = settings.maxLength() == null ? whole.length : Math.min(settings.maxLength(), whole.length);
        int from = settings.cut() == LabelSettings.Cut.KEEP_START ? 0 : whole.length - kept;
        int to = from + kept;
        int middle = Math.clamp(start, from, to);
        var tokens = new TokenAnswer(Arrays.copyOfRange(whole, from, middle), Arrays.copyOfRange(whole, middle, to));
        return new LabelledAnswer(tokens, whole.length - kept, to < whole.length);
    }

    /// Why nothing of it can be learned; empty where something can.
    Optional<DropReason> dropped() {
        if (tokens.answer().length == 0) return Optional.of(DropReason.PROMPT_TOO_LONG);
        return tokens.labels() == 0 ? Optional.of(DropReason.NOTHING_PREDICTED) : Optional.empty();
    }
}
