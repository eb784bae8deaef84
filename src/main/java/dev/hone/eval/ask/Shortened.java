package dev.hone.eval.ask;

import dev.hone.data.Conversation;
import java.util.List;

/// Somebody who is given less room for answers than a benchmark would.
/// @param maxTokens of an answer
public record Shortened(Respondent asked, int maxTokens) implements Respondent {
    @Override public String name() {
        return asked.name();
    }

    @Override public boolean hasRoomFor(Conversation conversation, Sampling sampling) {
        return asked.hasRoomFor(conversation, sampling.atMost(maxTokens));
    }

    @Override public Reply reply(Conversation conversation, Sampling sampling) throws InterruptedException {
        return asked.reply(conversation, sampling.atMost(maxTokens));
    }

    @Override public double[] logProbs(String context, List<String> continuations) throws InterruptedException {
        return asked.logProbs(context, continuations);
    }
}
