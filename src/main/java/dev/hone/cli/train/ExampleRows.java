package dev.hone.cli.train;

import dev.hone.cli.run.JobRows;
import dev.hone.data.Example;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Learnable;
import dev.hone.token.Outcome;
import java.util.Optional;
import java.util.function.Function;

/// Rows whose examples can be looked at one by one, as they are learned from.
public interface ExampleRows<X extends Learnable, E> extends JobRows<X, E> {
    /// Makes tokens of an example.
    /// @param template for conversations, its clock standing still
    Function<Example, ? extends Outcome<X>> labeller(Optional<ChatTemplate> template);
}
