package dev.hone.eval.benchmark;

import dev.hone.data.Conversation;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Sampling;
import dev.hone.settings.UserError;
import tools.jackson.databind.node.ObjectNode;

/// A user who speaks with the model, played by somebody. In the talk as they see it the model is the user and they are the assistant.
record PlayedUser(Respondent player, Sampling sampling) {
    /// What they say or call next.
    /// @param seen what they were told, and what was said so far
    ObjectNode says(Conversation seen) throws InterruptedException {
        if (!player.hasRoomFor(seen, sampling.atMost(1))) throw new UserError(player.name() + ", who plays the user, has no room for the conversation any more");
        return player.reply(seen, sampling).message();
    }
}
