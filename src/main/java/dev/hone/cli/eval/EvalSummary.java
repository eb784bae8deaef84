package dev.hone.cli.eval;

import dev.hone.data.Json;
import dev.hone.eval.Score;
import dev.hone.eval.Standing;
import dev.hone.eval.SuiteQuestions;
import dev.hone.eval.SuiteResults;
import dev.hone.eval.benchmark.Benchmarks;
import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// `summary.json` of a folder of results: whose they are, and the scores of each benchmark.
/// @param json as it is in the file
record EvalSummary(Path file, ObjectNode json) {
    private static final String MODEL = "model", IDENTITY = "identity", SUITES = "suites";

    /// How a benchmark was put.
    /// @param questions    those that were put
    /// @param trials       answers to each
    /// @param maxNewTokens of an answer; null where it is the benchmark's own
    /// @param seed         that chose among the questions
    record Asked(SuiteQuestions questions, int trials, Integer maxNewTokens, long seed) {}

    /// Goes on with what is in the folder.
    /// @param overwrite whether another model's results may go
    static EvalSummary open(Path folder, OpenRespondent asked, boolean overwrite) {
        Path file = folder.resolve("summary.json");
        ObjectNode begun = Json.MAPPER.createObjectNode().put(MODEL, asked.respondent().name()).put(IDENTITY, asked.identity());
        begun.putObject(SUITES);
        if (!Files.exists(file)) return new EvalSummary(file, begun);
        ObjectNode there = read(file);
        if (there.path(IDENTITY).equals(begun.get(IDENTITY))) return new EvalSummary(file, there);
        if (!overwrite) throw new UserError(folder + " has results of another model, " + there.path(MODEL).asString("unnamed") + "; name another folder with --output, or replace them with --overwrite");
        for (String suite : Benchmarks.askable()) if (there.get(SUITES).has(suite)) delete(folder.resolve(suite + ".jsonl"));
        return new EvalSummary(file, begun);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be replaced (" + e + "); name another folder with --output", e);
        }
    }

    private static ObjectNode read(Path file) {
        try {
            if (Json.MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode object && object.path(SUITES).isObject()) return object;
        } catch (IOException | JacksonException e) {
            throw new UserError(file + ": cannot be read (" + e.getMessage() + "); delete it, or name another folder with --output", e);
        }
        throw new UserError(file + ": is no summary of hone eval; name another folder with --output");
    }

    /// Notes a benchmark, in place of what was noted of it before.
    /// @param asked    how it was put
    /// @param partners the names of those who took part besides the model, by their part
    void add(SuiteResults results, Asked asked, Map<String, String> partners, Prices prices) {
        ObjectNode noted = ((ObjectNode) json.get(SUITES)).putObject(results.suite().name());
        Standing standing = results.suite().standingAsked();
        noted.put("status", standing.label()).put("source", standing.source()).put("data", results.suite().data().toString());
        partners.forEach(noted::put);
        noted.put("examples", asked.questions.examples()).put("trials", asked.trials).put("max_new_tokens", asked.maxNewTokens).put("seed", asked.seed);
        noted.put("questions", results.questions()).put("of", asked.questions.of()).put("answers", results.answers().size()).put("without_verdict", results.failed())
                .put("seconds", Math.round(results.seconds() * 1000) / 1000.0).set("scores", Score.json(results.scores()));
        results.agreement().ifPresent(agreement -> noted.set("agreement", Score.json(agreement.scores())));
        ObjectNode usage = noted.putObject("usage");
        results.usage().forEach((part, used) -> {
            ObjectNode counted = used.json();
            prices.of(part, used).ifPresent(dollars -> counted.put("dollars", Math.round(dollars * 1e6) / 1e6));
            usage.set(part, counted);
        });
        AtomicFile.writeText(file, json.toPrettyString() + "\n");
    }
}
