package dev.hone.cli.model;

import dev.hone.curate.ask.AnsweringModel;
import dev.hone.generate.SamplingSettings;
import dev.hone.settings.UserError;
import java.util.List;
import picocli.CommandLine.Option;

/// Flags that say how answers are made. What is not given is as the model's generation_config.json says, else as in transformers.
public final class SamplingOptions {
    @Option(names = "--max-new-tokens", paramLabel = "N",
            description = "Longest answer, in tokens (default: generation_config.json, else " + AnsweringModel.MAX_NEW_TOKENS + ").")
    Integer maxNewTokens;

    @Option(names = "--greedy", description = "Always the most likely token (default: as generation_config.json says, else greedy).")
    boolean greedy;

    @Option(names = "--temperature", paramLabel = "T",
            description = "Sample, with scores divided by this; 0 is greedy (default: generation_config.json, else 1).")
    Double temperature;

    @Option(names = "--top-p", paramLabel = "P",
            description = "Sample from the likeliest tokens that reach this probability together (default: generation_config.json, else 1: off).")
    Double topP;

    @Option(names = "--top-k", paramLabel = "K",
            description = "Sample from so many likeliest tokens; 0 is off (default: generation_config.json, else 50).")
    Integer topK;

    @Option(names = "--min-p", paramLabel = "P",
            description = "Sample from tokens at least this share as likely as the likeliest (default: generation_config.json, else 0: off).")
    Double minP;

    @Option(names = "--repetition-penalty", paramLabel = "R",
            description = "Above 1, tokens that were there become less likely (default: generation_config.json, else 1: off).")
    Double repetitionPenalty;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End the answer before this text; may be repeated (default: none).")
    List<String> stop = List.of();

    @Option(names = "--ignore-eos", description = "Go on after the model's stop tokens.")
    boolean ignoreEos;

    @Option(names = "--seed", paramLabel = "N", description = "Where the random numbers begin (default: 0).")
    Long seed;

    /// These flags over a model's settings.
    public SamplingSettings over(SamplingSettings model) {
        if (maxNewTokens != null && maxNewTokens < 1) throw new UserError("--max-new-tokens is " + maxNewTokens + "; at least 1");
        boolean samples = temperature != null && temperature != 0 || temperature == null && (topP != null || topK != null || minP != null);
        if (greedy && samples) throw new UserError("--greedy takes the most likely token, --temperature, --top-p, --top-k and --min-p draw one; give one or the other");
        return model.with(s -> {
            if (samples) s.doSample = true;
            if (greedy || temperature != null && temperature == 0) s.doSample = false;
            if (temperature != null && temperature != 0) s.temperature = temperature;
            if (maxNewTokens != null) s.maxNewTokens = maxNewTokens;
            if (topP != null) s.topP = topP;
            if (topK != null) s.topK = topK;
            if (minP != null) s.minP = minP;
            if (repetitionPenalty != null) s.repetitionPenalty = repetitionPenalty;
            if (!stop.isEmpty()) s.stopStrings = stop;
            if (ignoreEos) s.ignoreEos = true;
            if (seed != null) s.seed = seed;
        });
    }
}
