package dev.hone.reward;

import dev.hone.reward.math.MathVerifier;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// 1 for an answer that says the same as the right one, else 0; abstains where nothing can be found in the right one.
final class MathReward {
    record Arguments(
            @Help("the column with the right answer") String goldColumn,
            @Help("whether that column is bare LaTeX, without dollars or a box around it") boolean goldIsLatex,
            @Help("seconds for one comparison") double timeLimit) {
        static final Arguments DEFAULTS = new Arguments("answer", false, 5.0);

        Arguments {
            if (!(timeLimit > 0) || Double.isInfinite(timeLimit)) throw new UserError("time_limit is " + timeLimit + "; expected seconds, above 0");
        }
    }

    private MathReward() {}

    static Reward of(Arguments arguments) {
        MathVerifier verifier = new MathVerifier(Duration.ofNanos((long) (arguments.timeLimit * 1e9)));
        return Reward.each(request -> {
            JsonNode column = request.column(arguments.goldColumn);
            String gold = column.isString() ? column.stringValue() : column.toString();
            var verdict = verifier.verify(arguments.goldIsLatex ? "$" + gold + "$" : gold, request.answer());
            return verdict.goldExtracted() == null ? Double.NaN : verdict.correct() ? 1 : 0;
        });
    }
}
