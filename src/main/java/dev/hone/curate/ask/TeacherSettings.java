package dev.hone.curate.ask;

import dev.hone.curate.pipeline.Workshop;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;

/// Who answers, and how.
public record TeacherSettings(
        @Help("a model's folder or hub id; with url, its name on the server") String model,
        @Help("address of a server with OpenAI's protocol, such as http://127.0.0.1:8000/v1; none: the model runs here") String url,
        @Help("environment variable with a token for the server; none: nothing is sent") String tokenEnv,
        @Help("a system message that it gets and the rows do not show; none: theirs") String system,
        @Help("longest answer, in tokens") int maxNewTokens,
        @Help("chance in the answers; 0 takes the most likely token; none: 0 for one answer, 1 for several") Double temperature,
        @Help("draw from the likeliest tokens that reach this probability together; none: the model's or the server's") Double topP,
        @Help("where the random numbers begin") long seed,
        @Help("for a server, questions that are asked at the same time") int parallel,
        @Help("for a server, most questions a minute; 0: no limit") double requestsPerMinute,
        @Help("for a server, how often a question is asked again when it does not answer") int retries) {
    public static final TeacherSettings DEFAULTS = new TeacherSettings(null, null, null, null, 512, null, null, 0, 8, 0, 4);

    public TeacherSettings {
        if (url != null && !url.matches("https?://.+")) throw new UserError("url is " + url + "; expected http://... or https://...");
        if (maxNewTokens < 1) throw new UserError("max_new_tokens is " + maxNewTokens + "; expected at least 1");
        if (temperature != null && !(temperature >= 0 && Double.isFinite(temperature))) throw new UserError("temperature is " + temperature + "; expected at least 0");
        if (topP != null && !(topP > 0 && topP <= 1)) throw new UserError("top_p is " + topP + "; expected above 0 and at most 1");
        if (parallel < 1) throw new UserError("parallel is " + parallel + "; expected at least 1");
        if (!(requestsPerMinute >= 0)) throw new UserError("requests_per_minute is " + requestsPerMinute + "; expected at least 0");
        if (retries < 0) throw new UserError("retries is " + retries + "; expected at least 0");
    }

    /// @param samples answers to each question
    /// @throws UserError when it is not said who answers, or all answers would be the same
    public void check(int samples) {
        if (model == null || model.isBlank()) throw new UserError("teacher has no model; expected {model: FOLDER} or {url: http://..., model: NAME}");
        if (samples > 1 && temperature(samples) == 0) throw new UserError("samples is " + samples + " and the teacher's temperature 0, so that all answers would be the same");
    }

    double temperature(int samples) {
        return temperature != null ? temperature : samples > 1 ? 1 : 0;
    }

    /// Two steps that ask in one way share it.
    /// @param samples answers to each question
    public Teacher open(Workshop shop, int samples) {
        return shop.shared(List.of(this, samples), Teacher.class,
                () -> url != null ? new ServerTeacher(this, samples, shop.kept()) : LocalTeacher.open(this, samples, shop));
    }
}
