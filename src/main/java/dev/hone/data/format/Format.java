package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A way to write down what is to be learned: which columns a row has, and what they mean. Other columns are passed over.
public interface Format {
    /// What `dataset_format` and the log call it.
    String name();

    /// The columns, as a message lists them.
    String columns();

    /// The names of all columns that it may read. What a conversation has besides its messages is not among them.
    Set<String> reads();

    Goal goal();

    /// Whether a row with these columns may be of this format.
    boolean fits(ObjectNode fields);

    /// @throws dev.hone.data.BadRow where a column is missing or holds something else than it should
    Example read(Row row);
}
