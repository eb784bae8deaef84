package dev.hone.cli.eval;

import dev.hone.settings.UserError;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Who takes part in benchmarks besides the model.
final class PartnerOptions {
    private static final String KEY = "OPENAI_API_KEY";

    @Option(names = "--judge-model", paramLabel = "NAME|DIR", description = "Who judges where somebody has to: a name on --judge-endpoint, or without that a model's folder (default: nobody).")
    String judgeModel;

    @Option(names = "--judge-endpoint", paramLabel = "URL", description = "The judge's server (default: our own engine).")
    String judgeEndpoint;

    @Option(names = "--judge-api-key-env", paramLabel = "VARIABLE", defaultValue = KEY, description = "Environment variable with the key for the judge's server (default: ${DEFAULT-VALUE}).")
    String judgeApiKeyVariable;

    @Option(names = "--second-judge-model", paramLabel = "NAME|DIR", description = "Who judges the same answers again, to see how far the two agree (default: nobody).")
    String secondJudgeModel;

    @Option(names = "--second-judge-endpoint", paramLabel = "URL", description = "The second judge's server (default: our own engine).")
    String secondJudgeEndpoint;

    @Option(names = "--second-judge-api-key-env", paramLabel = "VARIABLE", defaultValue = KEY, description = "Environment variable with the key for it (default: ${DEFAULT-VALUE}).")
    String secondJudgeApiKeyVariable;

    @Option(names = {"--user-model", "--user-name"}, paramLabel = "NAME|DIR", description = "Who plays the user of a benchmark that has one: a name on --user-endpoint, or without that a model's folder (default: nobody).")
    String userModel;

    @Option(names = "--user-endpoint", paramLabel = "URL", description = "The user's server (default: our own engine).")
    String userEndpoint;

    @Option(names = "--user-api-key-env", paramLabel = "VARIABLE", defaultValue = KEY, description = "Environment variable with the key for the user's server (default: ${DEFAULT-VALUE}).")
    String userApiKeyVariable;

    Optional<NamedRespondent> judge() {
        return named("--judge", judgeModel, judgeEndpoint, judgeApiKeyVariable);
    }

    Optional<NamedRespondent> secondJudge() {
        if (secondJudgeModel != null && judgeModel == null) throw new UserError("--second-judge-model goes with --judge-model: the judge whose decisions are compared with the second one's");
        return named("--second-judge", secondJudgeModel, secondJudgeEndpoint, secondJudgeApiKeyVariable);
    }

    Optional<NamedRespondent> user() {
        return named("--user", userModel, userEndpoint, userApiKeyVariable);
    }

    private static Optional<NamedRespondent> named(String option, String model, String endpoint, String apiKeyVariable) {
        if (endpoint != null && model == null) throw new UserError(option + "-endpoint goes with " + option + "-model: the name on that server");
        return Optional.ofNullable(model).map(name -> new NamedRespondent(name, endpoint, apiKeyVariable));
    }
}
