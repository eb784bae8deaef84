package dev.hone.eval.ask;

import dev.hone.data.Conversation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Somebody of whom it is noted what they said to one question, and how long it took. One thread asks.
public final class Noted implements Respondent {
    private final Respondent asked;
    private final int draw;
    private final List<Reply> replies = new ArrayList<>();
    private Conversation conversation;
    private double seconds;

    /// @param draw tells several answers to the question apart
    public Noted(Respondent asked, int draw) {
        this.asked = asked;
        this.draw = draw;
    }

    @Override public String name() {
        return asked.name();
    }

    @Override public boolean hasRoomFor(Conversation conversation, Sampling sampling) {
        return asked.hasRoomFor(conversation, sampling);
    }

    @Override public Reply reply(Conversation conversation, Sampling sampling) throws InterruptedException {
        this.conversation = conversation;
        Reply reply = asked.reply(conversation, sampling.drawn(draw));
        replies.add(reply);
        seconds += reply.seconds();
        return reply;
    }

    @Override public double[] logProbs(String context, List<String> continuations) throws InterruptedException {
        long start = System.nanoTime();
        double[] found = asked.logProbs(context, continuations);
        seconds += (System.nanoTime() - start) / 1e9;
        return found;
    }

    /// What was asked last; null for nothing.
    public Conversation conversation() {
        return conversation;
    }

    public Optional<Reply> last() {
        return replies.isEmpty() ? Optional.empty() : Optional.of(replies.getLast());
    }

    public double seconds() {
        return seconds;
    }

    public Usage usage() {
        return replies.stream().map(reply -> new Usage(1, reply.promptTokens(), reply.tokens())).reduce(Usage.NONE, Usage::plus);
    }

    /// Somebody who says all of it again, in the same order.
    public Respondent again() {
        Iterator<Reply> next = replies.iterator();
        return new Respondent() {
            @Override public String name() {
                return asked.name();
            }

            @Override public boolean hasRoomFor(Conversation conversation, Sampling sampling) {
                return asked.hasRoomFor(conversation, sampling);
            }

            @Override public Reply reply(Conversation conversation, Sampling sampling) {
                return next.next();
            }
        };
    }
}
