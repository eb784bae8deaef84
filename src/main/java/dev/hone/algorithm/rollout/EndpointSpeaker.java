package dev.hone.algorithm.rollout;

import dev.hone.data.Json;
import dev.hone.reward.judge.PatientPost;
import dev.hone.settings.UserError;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Has a server speak that has OpenAI's protocol (`POST URL/completions`). It is asked with ids, and must reply with ids and with their log-probabilities:
/// what it says is never made into tokens anew. vLLM does so from 0.10.2 on (`token_ids`), older ones and SGLang where they write tokens as `token_id:7`.
/// The server keeps its own weights: what it says is another model's, and weighted as such ([ImportanceCorrection]).
public final class EndpointSpeaker implements Speaker, AutoCloseable {
    private static final int PARALLEL = 64;
    private static final String TOKEN_ID = "token_id:";

    private final ServerSettings server;
    private final RolloutSettings answers;
    private final Set<Integer> ends;
    private final long seed;
    private final int vocabularySize;
    private final Function<int[], String> decode;
    private final PatientPost post;

    /// @param ends           tokens that end a turn
    /// @param vocabularySize ids that the policy knows
    /// @param decode         makes a text of ids, without special tokens
    public EndpointSpeaker(ServerSettings server, RolloutSettings answers, Set<Integer> ends, long seed, int vocabularySize, Function<int[], String> decode) {
        this.server = server;
        this.answers = answers;
        this.ends = ends;
        this.seed = seed;
        this.vocabularySize = vocabularySize;
        this.decode = decode;
        Optional<String> token = Optional.ofNullable(server.rolloutTokenEnv()).map(EndpointSpeaker::token);
        this.post = new PatientPost(new PatientPost.Settings(server.rolloutEndpoint(), "/completions", token, Duration.ofNanos((long) (server.rolloutDeadline() * 1e9)),
                PARALLEL, 0, server.rolloutRetries()));
    }

    private static String token(String variable) {
        String token = System.getenv(variable);
        if (token == null || token.isBlank()) throw new UserError("rollout_token_env is " + variable + ", an environment variable that is not set");
        return token;
    }

    @Override public void begin() {
        // The server has weights of its own.
    }

    @Override public List<CompletableFuture<Turn>> say(Line line) {
        List<CompletableFuture<Turn>> turns = Stream.generate(CompletableFuture<Turn>::new).limit(line.each()).toList();
        Thread.ofVirtual().start(() -> {
            try {
                List<Turn> said = said(line, post.send(question(line)));
                for (int i = 0; i < said.size(); i++) turns.get(i).complete(said.get(i));
            } catch (InterruptedException | RuntimeException e) {
                UserError fault = new UserError("rollout_endpoint: " + e.getMessage(), e);
                turns.forEach(turn -> turn.completeExceptionally(fault));
            }
        });
        return turns;
    }

    private ObjectNode question(Line line) {
        ObjectNode question = Json.MAPPER.createObjectNode().put("model", server.rolloutModel());
        for (int id : line.ids()) question.withArray("prompt").add(id);
        question.put("n", line.each()).put("max_tokens", line.most()).put("temperature", answers.temperature()).put("top_p", answers.topP());
        if (answers.topK() != 0) question.put("top_k", answers.topK());
        if (answers.minP() != null) question.put("min_p", answers.minP());
        if (answers.repetitionPenalty() != 1) question.put("repetition_penalty", answers.repetitionPenalty());
        for (int end : ends) question.withArray("stop_token_ids").add(end);
        // Servers keep seeds in 32 bits.
        int chance = Long.hashCode((seed * 31 + line.number()) * 31 + line.variant()) & Integer.MAX_VALUE;
        return question.put("seed", chance).put("logprobs", 1).put("return_token_ids", true).put("return_tokens_as_token_ids", true);
    }

    private List<Turn> said(Line line, JsonNode reply) {
        List<JsonNode> choices = reply.path("choices").valueStream().sorted(Comparator.comparingInt(choice -> choice.path("index").asInt(0))).toList();
        if (choices.size() != line.each()) throw wrong("gave " + choices.size() + " answers and was asked for " + line.each());
        return choices.stream().map(choice -> turn(line, choice)).toList();
    }

    private Turn turn(Line line, JsonNode choice) {
        if (choice.path("prompt_token_ids").isArray() && !Arrays.equals(ids(choice.get("prompt_token_ids")), line.ids())) throw wrong(
                "read other tokens than it was sent; is there a proxy before it that makes tokens anew?");
        JsonNode logProbs = choice.path("logprobs");
        int[] ids = choice.path("token_ids").isArray() ? ids(choice.get("token_ids")) : ids(logProbs.path("tokens"));
        JsonNode known = logProbs.path("token_logprobs");
        if (known.size() != ids.length || known.valueStream().anyMatch(number -> !number.isNumber())) throw wrong(
                "gave no log-probability for each token, without which its answers cannot be weighted; expected logprobs.token_logprobs");
        float[] sampled = new float[ids.length];
        for (int t = 0; t < sampled.length; t++) sampled[t] = known.get(t).floatValue();
        return new Turn(ids, decode.apply(ids), choice.path("finish_reason").asString("").equals("stop"), sampled);
    }

    /// Of a list of numbers, or of texts such as `token_id:7`.
    private int[] ids(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) throw wrong("gave no ids of its tokens; vLLM does from 0.10.2 on");
        return list.valueStream().mapToInt(this::id).toArray();
    }

    private int id(JsonNode token) {
        String text = token.asString();
        int id;
        try {
            id = Integer.parseInt(text.startsWith(TOKEN_ID) ? text.substring(TOKEN_ID.length()) : token.isNumber() ? text : "");
        } catch (NumberFormatException e) {
            throw wrong("gave no ids of its tokens but \"" + PatientPost.shortened(text) + "\"; vLLM gives them from 0.10.2 on");
        }
        if (id < 0 || id >= vocabularySize) throw wrong("gave the token " + id + "; the policy's are 0 to " + (vocabularySize - 1) + ": has it another tokenizer?");
        return id;
    }

    private IllegalStateException wrong(String what) {
        return new IllegalStateException(server.rolloutEndpoint() + " " + what);
    }

    @Override public void end() {
        // Nothing was taken.
    }

    @Override public void close() {
        post.close();
    }
}
