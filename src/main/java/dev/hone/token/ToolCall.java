package dev.hone.token;

import tools.jackson.databind.node.ObjectNode;

/// What a model wrote where a call of a tool belongs.
public sealed interface ToolCall {
    /// @param arguments by name, as the model wrote them
    record Proper(String name, ObjectNode arguments) implements ToolCall {}

    /// Something that cannot be read as a call.
    /// @param text   what was written
    /// @param reason why, for the model and for people
    record Garbled(String text, String reason) implements ToolCall {}
}
