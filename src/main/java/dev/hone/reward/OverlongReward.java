package dev.hone.reward;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;

/// Makes answers that come near the longest length allowed worth less, so that one that is cut is no surprise:
///
/// ```
///  0                 up to L - C tokens
/// (L - C - n) / C    from there to L
/// -1                 above L
/// ```
/// Source: Yu et al. 2025 (DAPO), arXiv:2503.14476, equation 13; TRL's `get_soft_overlong_punishment`.
final class OverlongReward {
    record Arguments(
            @Help("the longest answer that is not worth -1, in tokens: L") int maxCompletionLen,
            @Help("over how many tokens below that the worth falls: C") int softPunishCache) {
        static final Arguments DEFAULTS = new Arguments(512, 128);

        Arguments {
            if (maxCompletionLen < 1) throw new UserError("max_completion_len is " + maxCompletionLen + "; expected at least 1");
            if (softPunishCache < 1 || softPunishCache > maxCompletionLen) throw new UserError(
                    "soft_punish_cache is " + softPunishCache + "; expected 1 to max_completion_len, which is " + maxCompletionLen);
        }
    }

    private OverlongReward() {}

    static Reward of(Arguments arguments) {
        return Reward.each(request -> score(request.answerTokens(), arguments.maxCompletionLen, arguments.softPunishCache));
    }

    static double score(int tokens, int longest, int cache) {
        if (tokens <= longest - cache) return 0;
        return tokens <= longest ? (double) (longest - cache - tokens) / cache : -1;
    }
}
