package dev.hone.eval.ask;

import dev.hone.data.Conversation;
import dev.hone.reward.judge.ChatEndpoint;
import dev.hone.reward.judge.ChatReply;
import dev.hone.settings.UserError;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model on a server that speaks OpenAI's protocol.
public final class EndpointModel implements Respondent, AutoCloseable {
    private final String name;
    private final ChatEndpoint endpoint;

    /// @param name the model's, for people
    public EndpointModel(String name, ChatEndpoint endpoint) {
        this.name = name;
        this.endpoint = endpoint;
    }

    @Override public String name() {
        return name;
    }

    @Override public Reply reply(Conversation conversation, Sampling sampling) throws InterruptedException {
        ObjectNode body = sampling.json().set("messages", conversation.messages());
        if (conversation.tools() != null) body.set("tools", conversation.tools());
        if (!conversation.variables().isEmpty()) body.set("chat_template_kwargs", conversation.variables());
        long start = System.nanoTime();
        try {
            return reply(endpoint.call(body), (System.nanoTime() - start) / 1e9, sampling);
        } catch (IllegalStateException unanswered) {
            throw new UserError(unanswered.getMessage(), unanswered);
        }
    }

    private Reply reply(ChatReply said, double seconds, Sampling sampling) {
        Map<String, Double> logProbs = new TreeMap<>();
        for (JsonNode one : said.json().at("/choices/0/logprobs/content/0/top_logprobs")) logProbs.put(one.path("token").asString(), one.path("logprob").doubleValue());
        if (sampling.topLogProbs() > 0 && logProbs.isEmpty()) throw new UserError(name + " gives no log-probabilities of tokens (top_logprobs), which are needed here");
        return new Reply(said.message(), said.promptTokens(), said.tokens(), said.finished(), seconds, logProbs);
    }

    @Override public void close() {
        endpoint.close();
    }
}
