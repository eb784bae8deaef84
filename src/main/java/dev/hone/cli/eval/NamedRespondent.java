package dev.hone.cli.eval;

import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.PeftAdapter;
import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.model.OpenModel;
import dev.hone.eval.ask.EndpointModel;
import dev.hone.eval.ask.OwnModel;
import dev.hone.generate.GeneratorSettings;
import dev.hone.reward.judge.ChatEndpoint;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Somebody to ask, as the user names them.
/// @param model          a folder or hub id; with a server the model's name there
/// @param server         its address; null for our own engine
/// @param apiKeyVariable environment variable with the key for the server
record NamedRespondent(String model, String server, String apiKeyVariable) {
    /// Answers that our own engine makes together.
    private static final int OWN = 64;

    /// How servers are called.
    /// @param parallel calls at the same time
    /// @param retries  how often a call that failed is made again
    /// @param timeout  seconds that an answer may take
    record Calls(int parallel, int retries, double timeout) {}

    boolean isServed() {
        return server != null;
    }

    /// What can be known to be wrong before anything is read or asked.
    void check(CommonOptions common) {
        if (isServed() && !server.matches("https?://.+"))
            throw new UserError("the address of the server is " + server + "; expected http://... or https://..., up to and without /chat/completions");
        if (isServed()) return;
        Path folder = OpenModel.hub(common.quiet, common.command.commandLine().getErr()).model(model);
        if (!PeftAdapter.isIn(folder)) HfFolder.open(folder);
    }

    OpenRespondent open(Calls calls, CommonOptions common) {
        return isServed() ? served(calls) : own(common);
    }

    private OpenRespondent own(CommonOptions common) {
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

    private OpenRespondent served(Calls calls) {
        Optional<String> key = Optional.ofNullable(System.getenv(apiKeyVariable)).filter(text -> !text.isBlank());
        var endpoint = new EndpointModel(model, new ChatEndpoint(new ChatEndpoint.Settings(server, model, key, calls.parallel, 0, calls.retries,
                Duration.ofMillis((long) (1000 * calls.timeout)))));
        return new OpenRespondent(endpoint, server + " " + model, calls.parallel, endpoint::close);
    }
}
