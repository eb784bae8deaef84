package dev.hone.reward.environment;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The world in which a model answers one prompt: the tools that it may call, and what comes of that. One is made for each answer, begun,
/// called as often as the model likes, asked for a score, and closed, one thing after another; those of several answers run side by side.
public interface Environment extends AutoCloseable {
    /// Begins with a prompt. Also called, and closed again, when a prompt's tools are to be known before it is answered.
    /// @param columns of the prompt's row, without the prompt
    /// @param seed    whence all chance is to come: it is the same when a run is repeated
    /// @return the tools that the model is offered; they depend on the row alone
    List<Tool> begin(ObjectNode columns, long seed) throws Exception;

    /// @param tool      one of those that [#begin] offered
    /// @param arguments as the model wrote them: nobody has compared them with the tool's parameters
    /// @throws Exception when that cannot be done: the model is told the message and may go on
    ToolResult call(String tool, ObjectNode arguments) throws Exception;

    /// What the conversation was worth, for the reward `environment`.
    /// @param answer what the model said last
    /// @return NaN for an environment that does not judge
    default double score(String answer) throws Exception {
        return Double.NaN;
    }

    @Override default void close() {}
}
