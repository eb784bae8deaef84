package dev.hone.eval.ask;

import dev.hone.data.Conversation;
import dev.hone.settings.UserError;
import java.util.List;

/// Who is asked. Any number of threads may ask at the same time; what one of them gets does not depend on the others.
public interface Respondent {
    /// What people call it.
    String name();

    /// What it says next in a conversation.
    /// @throws UserError when it cannot say anything to this: there is no room for it, or the server does not answer
    Reply reply(Conversation conversation, Sampling sampling) throws InterruptedException;

    /// Whether a conversation leaves room for an answer of full length, as far as that is known.
    default boolean hasRoomFor(Conversation conversation, Sampling sampling) {
        return true;
    }

    /// How likely it finds each of several continuations of a text: `log p(continuation | context)`, in nats.
    /// @throws UserError when it does not say so
    default double[] logProbs(String context, List<String> continuations) throws InterruptedException {
        throw new UserError(name() + " does not say how likely a text is; a model on our own engine does (--model)");
    }
}
