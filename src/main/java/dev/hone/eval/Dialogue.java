package dev.hone.eval;

import dev.hone.data.Conversation;
import tools.jackson.databind.node.ObjectNode;

/// A conversation between a model and what stands against it: tools, a user, the next question of a task. It has a state of its
/// own, so it is driven by one thread from beginning to end.
public interface Dialogue {
    /// What the model reads next: all messages so far, the last one to be answered, and the tools that it may call. Each
    /// begins with the messages of the one before it, so a model's cache and a trainer's tokens of them stay good.
    Conversation conversation();

    /// Takes the model's message and answers it: runs its calls, or asks the user.
    /// @param message `role`, `content` and perhaps `tool_calls` in OpenAI's form
    void hear(ObjectNode message) throws InterruptedException;

    /// Whether nothing more is asked of the model.
    boolean ended();

    /// The row to judge by the benchmark's rules. It can be asked for at any time: a conversation that was broken off is judged as it is.
    Item row();
}
