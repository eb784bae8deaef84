package dev.hone.reward;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;

/// How near an answer's length is to what is asked for: `max(0, 1 - |length - target| / target)`, and 0 above the maximum.
/// Always from 0 to 1.
final class LengthReward {
    enum Unit { TOKENS, CHARACTERS }

    record Arguments(
            @Help("the length that is worth 1; none: every length up to max is") Integer target,
            @Help("the length above which an answer is worth 0; none: no limit") Integer max,
            @Help("what is counted; a character is a code point") Unit unit) {
        static final Arguments DEFAULTS = new Arguments(null, null, Unit.TOKENS);

        Arguments {
            if (target != null && target < 1) throw new UserError("target is " + target + "; expected at least 1");
            if (max != null && max < 1) throw new UserError("max is " + max + "; expected at least 1");
        }
    }

    private LengthReward() {}

    static Reward of(Arguments arguments) {
        if (arguments.target == null && arguments.max == null) throw new UserError("reward length: neither target nor max is given; expected at least one");
        return Reward.each(request -> score(arguments, arguments.unit == Unit.TOKENS ? request.answerTokens()
                : request.answer().codePointCount(0, request.answer().length())));
    }

    static double score(Arguments arguments, int length) {
        if (arguments.max != null && length > arguments.max) return 0;
        return arguments.target == null ? 1 : Math.max(0, 1 - Math.abs((double) length - arguments.target) / arguments.target);
    }
}
