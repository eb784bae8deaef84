package dev.hone.reward;

import dev.hone.data.Json;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks a server: `{"answers": [...]}` is posted, each as [RequestJson#of] writes it, and `{"scores": [...]}` with a number or null
/// for each is expected.
final class EndpointReward implements Reward {
    record Arguments(
            @Help("where to post, http or https") String url,
            @Help("environment variable with a token that is sent as Authorization: Bearer; none: nothing is sent") String tokenEnv) {
        Arguments {
            if (url == null || !url.matches("https?://.+")) throw new UserError("url is " + url + "; expected http://... or https://...");
        }
    }

    private static final Duration CONNECT = Duration.ofSeconds(10);

    // Servers made with uvicorn lose the body of a call that asks for HTTP/2.
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    private final HttpRequest.Builder request;

    EndpointReward(Arguments arguments) {
        try {
            request = HttpRequest.newBuilder(URI.create(arguments.url)).header("Content-Type", "application/json");
        } catch (IllegalArgumentException e) {
            throw new UserError("url is " + arguments.url + ", which is no address: " + e.getMessage(), e);
        }
        if (arguments.tokenEnv != null) request.header("Authorization", "Bearer " + token(arguments.tokenEnv));
    }

    static String token(String variable) {
        String token = System.getenv(variable);
        if (token == null || token.isBlank()) throw new UserError("token_env is " + variable + ", an environment variable that is not set");
        return token;
    }

    @Override
    public double[] score(List<RewardRequest> answers) throws Exception {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putArray("answers").addAll(answers.stream().map(RequestJson::of).toList());
        HttpResponse<String> response = client.send(
                request.copy().POST(HttpRequest.BodyPublishers.ofString(body.toString())).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) throw new IllegalStateException("the endpoint answered with HTTP status " + response.statusCode());
        return scores(response.body());
    }

    private static double[] scores(String body) {
        try {
            JsonNode scores = Json.MAPPER.readTree(body).path("scores");
            if (!scores.isArray()) throw new IllegalStateException("the endpoint answered without a list of scores");
            return scores.valueStream().mapToDouble(RequestJson::score).toArray();
        } catch (JacksonException e) {
            throw new IllegalStateException("the endpoint's answer is " + Json.reason(e), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
