package dev.hone.curate.ask;

import dev.hone.curate.OwnAnswer;
import dev.hone.curate.pipeline.Question;
import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.reward.judge.ChatEndpoint;
import dev.hone.reward.judge.ChatReply;
import dev.hone.reward.judge.KeptEndpoint;
import dev.hone.reward.judge.ReplyCache;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A model on a server. Several answers to a question are asked for with seeds that follow each other; a reply without a text is none.
final class ServerTeacher implements Teacher {
    private final TeacherSettings settings;
    private final int samples;
    private final KeptEndpoint endpoint;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ServerTeacher(TeacherSettings settings, int samples, Path kept) {
        this.settings = settings;
        this.samples = samples;
        var server = new ChatEndpoint(new ChatEndpoint.Settings(settings.url(), settings.model(), Optional.ofNullable(settings.tokenEnv()).map(ServerTeacher::token),
                settings.parallel(), settings.requestsPerMinute(), settings.retries(), ChatEndpoint.Settings.PATIENCE));
        this.endpoint = new KeptEndpoint(server, new ReplyCache(kept.resolve("servers")));
    }

    private static String token(String variable) {
        String token = System.getenv(variable);
        if (token == null || token.isBlank()) throw new UserError("token_env is " + variable + ", an environment variable that is not set");
        return token;
    }

    @Override public int atOnce() {
        return 4 * settings.parallel();
    }

    @Override public Supplier<List<OwnAnswer>> ask(Question question) {
        List<Future<Optional<OwnAnswer>>> coming = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            ObjectNode body = body(question.under(settings.system()), settings.seed() + sample);
            coming.add(threads.submit(() -> answer(body)));
        }
        return () -> coming.stream().map(ServerTeacher::result).flatMap(Optional::stream).toList();
    }

    private ObjectNode body(Question question, long seed) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("max_tokens", settings.maxNewTokens()).put("temperature", settings.temperature(samples)).put("seed", seed);
        if (settings.topP() != null) body.put("top_p", settings.topP());
        switch (question) {
            case Question.Plain(String text) -> body.putArray("messages").addObject().put("role", "user").put("content", text);
            case Question.Chat(Conversation(ArrayNode messages, ArrayNode tools, ObjectNode variables)) -> {
                body.set("messages", messages);
                if (tools != null) body.set("tools", tools);
                if (!variables.isEmpty()) body.set("chat_template_kwargs", variables);
            }
        }
        return body;
    }

    private Optional<OwnAnswer> answer(ObjectNode body) throws IOException, InterruptedException {
        ChatReply reply = endpoint.call(body);
        return reply.text().map(text -> new OwnAnswer(text, reply.tokens(), reply.finished()));
    }

    private static Optional<OwnAnswer> result(Future<Optional<OwnAnswer>> coming) {
        try {
            return coming.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while a server was asked", e);
        } catch (ExecutionException e) {
            throw new UserError(e.getCause().getMessage() + "; what it has said is kept, so start the run again when it answers", e);
        }
    }

    @Override public void close() {
        threads.shutdownNow();
        endpoint.close();
    }
}
