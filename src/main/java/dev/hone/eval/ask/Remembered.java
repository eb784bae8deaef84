package dev.hone.eval.ask;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.reward.judge.ReplyCache;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Somebody whose answers are kept on disk as soon as they are there, so that nothing is asked twice: not by the next command, and not after
/// this one was killed.
/// @param identity all that the answers depend on besides the question, such as a hash of the model
public record Remembered(Respondent asked, String identity, ReplyCache cache) implements Respondent {
    @Override public String name() {
        return asked.name();
    }

    @Override public boolean hasRoomFor(Conversation conversation, Sampling sampling) {
        return asked.hasRoomFor(conversation, sampling);
    }

    @Override public Reply reply(Conversation conversation, Sampling sampling) throws InterruptedException {
        ObjectNode question = question().set("messages", conversation.messages());
        if (conversation.tools() != null) question.set("tools", conversation.tools());
        if (!conversation.variables().isEmpty()) question.set("variables", conversation.variables());
        question.set("sampling", sampling.json());
        Optional<JsonNode> known = known(question);
        if (known.isPresent()) return Reply.of(known.get());
        Reply reply = asked.reply(conversation, sampling);
        cache.put(question, reply.json());
        return reply;
    }

    @Override public double[] logProbs(String context, List<String> continuations) throws InterruptedException {
        ObjectNode question = question().put("context", context);
        continuations.forEach(question.putArray("continuations")::add);
        Optional<JsonNode> known = known(question);
        if (known.isPresent()) return known.get().valueStream().mapToDouble(JsonNode::doubleValue).toArray();
        double[] logProbs = asked.logProbs(context, continuations);
        ArrayNode reply = Json.MAPPER.createArrayNode();
        for (double logProb : logProbs) reply.add(logProb);
        cache.put(question, reply);
        return logProbs;
    }

    private ObjectNode question() {
        return Json.MAPPER.createObjectNode().put("of", identity);
    }

    private Optional<JsonNode> known(ObjectNode question) {
        try {
            return cache.get(question);
        } catch (IOException e) {
            throw new UserError("a kept answer cannot be read: " + e.getMessage() + "; delete the file, and it is asked for again", e);
        }
    }
}
