package dev.hone.eval.tau;

import dev.hone.eval.tool.Toolbox;
import java.util.Locale;

/// The benchmarks share their domains, and differ in what tools say and in some of what they do.
public enum Edition {
    /// tau-bench.
    FIRST,
    /// tau2-bench.
    SECOND;

    /// A refusal in words that both use, in the first edition without a capital.
    Toolbox.Refusal refusal(String message) {
        return new Toolbox.Refusal(this == FIRST ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1) : message);
    }

    /// A refusal in words of each its own.
    Toolbox.Refusal refusal(String first, String second) {
        return new Toolbox.Refusal(this == FIRST ? first : second);
    }
}
