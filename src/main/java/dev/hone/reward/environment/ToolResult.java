package dev.hone.reward.environment;

/// What came of a call.
/// @param content what the model is told
/// @param ends    whether the conversation is over, so that the model says nothing more
public record ToolResult(String content, boolean ends) {
    public static ToolResult of(String content) {
        return new ToolResult(content, false);
    }
}
