package dev.hone.generate;

import java.util.List;

/// What became of a request.
public sealed interface Result {
    Usage usage();

    /// @param completions one for each of `num_return_sequences`, in order
    record Completed(List<Completion> completions, Usage usage) implements Result {
        public Completed {
            completions = List.copyOf(completions);
        }
    }

    /// @param cause a [dev.hone.settings.UserError] when the request was at fault; other requests are not affected
    record Failed(RuntimeException cause, Usage usage) implements Result {}

    /// The answers.
    /// @throws RuntimeException the cause, when there are none
    default List<Completion> completions() {
        return switch (this) {
            case Completed(var completions, _) -> completions;
            case Failed(var cause, _) -> throw cause;
        };
    }
}
