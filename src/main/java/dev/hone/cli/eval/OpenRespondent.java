package dev.hone.cli.eval;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.model.OpenModel;
import dev.hone.eval.ask.EndpointModel;
import dev.hone.eval.ask.OwnModel;
import dev.hone.eval.ask.Respondent;
import dev.hone.generate.GeneratorSettings;
import dev.hone.reward.judge.ChatEndpoint;
import dev.hone.settings.UserError;
import java.time.Duration;
import java.util.Optional;

/// Somebody to ask, open.
/// @param identity all that the answers depend on besides the question
/// @param parallel questions that are put at the same time
/// @param closing  ends it
record OpenRespondent(Respondent respondent, String identity, int parallel, Runnable closing) implements AutoCloseable {
    /// Answers that our own engine makes together.
    private static final int OWN = 64;

    /// How a server is called.
    record Server(String url, String apiKeyVariable, int parallel, int retries, double timeout) {}

    /// A model on our own engine.
    static OpenRespondent own(String model, CommonOptions common) {
        OpenModel open = OpenModel.open(model, common);
        try {
            GeneratorSettings limits = open.limits(OWN);
            var own = new OwnModel(new OwnModel.Parts(model, open.decoder(), open.generator(limits), open.contextLength(), open.neededTokenizer(), open.neededTokenizer().chatTemplate(),
                    open.generationDefaults().eosTokenId(), open.texts()));
            return new OpenRespondent(own, open.sha256() + " " + open.answering().textsSha256() + " " + common.dtype, OWN, () -> {
                own.close();
                open.close();
            });
        } catch (RuntimeException fault) {
            open.close();
            throw fault;
        }
    }

    /// A model on a server.
    /// @param model its name there
    static OpenRespondent served(String model, Server server) {
        if (!server.url.matches("https?://.+")) throw new UserError("the address of the server is " + server.url + "; expected http://... or https://..., up to and without /chat/completions");
        Optional<String> key = Optional.ofNullable(System.getenv(server.apiKeyVariable)).filter(text -> !text.isBlank());
        var endpoint = new EndpointModel(model, new ChatEndpoint(new ChatEndpoint.Settings(server.url, model, key, server.parallel, 0, server.retries,
                Duration.ofMillis((long) (1000 * server.timeout)))));
        return new OpenRespondent(endpoint, server.url + " " + model, server.parallel, endpoint::close);
    }

    @Override public void close() {
        closing.run();
    }
}
