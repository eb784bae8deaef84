package dev.hone.generate;

import static dev.hone.settings.Bounds.check;

import dev.hone.settings.UserError;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// How an answer is made: how long, which tokens may come, and when it ends. Names and defaults are those of transformers'
/// `GenerationConfig`; what is off there by `None` is off here by the value named below.
///
/// @param maxNewTokens       an answer ends after so many tokens; 0 leaves it to `maxLength`. A minimum above it is not reached
/// @param maxLength          the same with the prompt's tokens counted in; used when `maxNewTokens` is 0
/// @param minNewTokens       no stop token and no stop string ends an answer before so many tokens
/// @param minLength          the same for stop tokens, with the prompt's tokens counted in
/// @param eosTokenId         the model's stop tokens, all of them
/// @param stopTokenIds       further tokens that end an answer, whatever `ignoreEos` says
/// @param stopStrings        texts that end an answer; the text is cut before them
/// @param ignoreEos          treat `eosTokenId` as ordinary tokens
/// @param padTokenId         what fills up rows when answers become an array; -1 for none. Generation itself never pads
/// @param doSample           draw tokens; otherwise always take the most likely one, and the settings down to `etaCutoff` rest
/// @param temperature        divides the scores, above 0: below 1 sharpens, above 1 flattens
/// @param topH               keep the most likely tokens up to this share of the entropy, in (0, 1]; 0 is off
/// @param topK               keep so many most likely tokens and those that tie with the last of them; 0 is off
/// @param topP               keep the fewest most likely tokens that together reach this probability, in [0, 1]; 1 is off
/// @param minP               keep tokens at least this share as likely as the most likely one, in [0, 1]; 0 is off
/// @param typicalP           keep the tokens whose surprise is nearest to the entropy, up to this probability, in (0, 1]; 1 is off
/// @param epsilonCutoff      keep tokens at least this likely, in [0, 1); 0 is off
/// @param etaCutoff          the same with a bound that falls as the entropy grows, in [0, 1); 0 is off
/// @param repetitionPenalty  divides the positive and multiplies the negative scores of tokens in prompt and answer, above 0; 1 is off
/// @param noRepeatNgramSize  no run of so many tokens appears twice, the prompt counted in; 0 is off
/// @param constraints        tokens favoured, forbidden or forced
/// @param numReturnSequences answers to each prompt
/// @param seed               where the random numbers begin; see [RandomStream]
public record SamplingSettings(
        int maxNewTokens, int maxLength, int minNewTokens, int minLength,
        List<Integer> eosTokenId, List<Integer> stopTokenIds, List<String> stopStrings, boolean ignoreEos, int padTokenId,
        boolean doSample, double temperature, double topH, int topK, double topP, double minP, double typicalP,
        double epsilonCutoff, double etaCutoff,
        double repetitionPenalty, int noRepeatNgramSize, TokenConstraints constraints,
        int numReturnSequences, long seed) {

    public static final SamplingSettings DEFAULTS = new SamplingSettings(
            20, 0, 0, 0, List.of(), List.of(), List.of(), false, -1,
            false, 1.0, 0, 50, 1.0, 0, 1.0, 0, 0, 1.0, 0, TokenConstraints.NONE, 1, 0);

    public SamplingSettings {
        check(maxNewTokens >= 0, "max_new_tokens", maxNewTokens, "at least 1, or 0 to go by max_length");
        check(maxLength >= 0, "max_length", maxLength, "at least 1, or 0 to go by max_new_tokens");
        if (maxNewTokens + maxLength == 0) throw new UserError("max_new_tokens and max_length are both 0; one of them must say when an answer ends");
        check(minNewTokens >= 0, "min_new_tokens", minNewTokens, "at least 0");
        check(minLength >= 0, "min_length", minLength, "at least 0");
        check(temperature >= 0 && temperature < Double.POSITIVE_INFINITY, "temperature", temperature, "above 0");
        check(topH >= 0 && topH <= 1, "top_h", topH, "above 0 and at most 1, or 0 to turn it off");
        check(topK >= 0, "top_k", topK, "at least 1, or 0 to turn it off");
        check(topP >= 0 && topP <= 1, "top_p", topP, "between 0 and 1; 1 turns it off");
        check(minP >= 0 && minP <= 1, "min_p", minP, "between 0 and 1; 0 turns it off");
        check(typicalP > 0 && typicalP <= 1, "typical_p", typicalP, "above 0 and at most 1; 1 turns it off");
        check(epsilonCutoff >= 0 && epsilonCutoff < 1, "epsilon_cutoff", epsilonCutoff, "at least 0 and below 1; 0 turns it off");
        check(etaCutoff >= 0 && etaCutoff < 1, "eta_cutoff", etaCutoff, "at least 0 and below 1; 0 turns it off");
        check(repetitionPenalty > 0 && repetitionPenalty < Double.POSITIVE_INFINITY, "repetition_penalty", repetitionPenalty, "above 0; 1 turns it off");
        check(noRepeatNgramSize >= 0, "no_repeat_ngram_size", noRepeatNgramSize, "at least 1, or 0 to turn it off");
        check(numReturnSequences >= 1, "num_return_sequences", numReturnSequences, "at least 1");
        eosTokenId = ids("eos_token_id", eosTokenId);
        stopTokenIds = ids("stop_token_ids", stopTokenIds);
        stopStrings = List.copyOf(stopStrings);
        if (stopStrings.contains("")) throw new UserError("stop_strings has an empty text, which would end every answer before it begins");
    }

    /// These settings, some of them changed: `settings.with(s -> { s.doSample = true; s.temperature = 0.7; })`.
    public SamplingSettings with(Consumer<Changes> changes) {
        Changes values = new Changes(this);
        changes.accept(values);
        return values.settings();
    }

    /// These settings with the keys of a `generation_config.json`, or any object with transformers' names, laid over them.
    /// Keys that are not about sampling are ignored, null means not given, and a value of the wrong type is named.
    /// @param where begins the messages: the file's name
    public SamplingSettings with(JsonNode json, String where) {
        return GenerationConfigKeys.laidOver(this, json, where);
    }

    /// Settings that belong together, looked at when all are known: a file may give one and the command line the other.
    void checkTogether() {
        if (doSample && temperature == 0) throw new UserError(
                "temperature is 0; sampling needs it above 0, and do_sample false takes the most likely token each time");
        if (!doSample && numReturnSequences > 1) throw new UserError("num_return_sequences is " + numReturnSequences
                + " but do_sample is false: without sampling all of them would be the same");
    }

    /// How many tokens an answer to a prompt of this length may have; 0 or below when the prompt alone reaches `maxLength`.
    int newTokenLimit(int promptLength) {
        return maxNewTokens > 0 ? maxNewTokens : maxLength - promptLength;
    }

    /// The tokens that end an answer.
    int[] stopTokens() {
        List<Integer> eos = ignoreEos ? List.of() : eosTokenId;
        return java.util.stream.Stream.concat(eos.stream(), stopTokenIds.stream()).mapToInt(Integer::intValue).distinct().toArray();
    }

    static List<Integer> ids(String name, List<Integer> ids) {
        for (int id : ids) if (id < 0) throw new UserError(name + " has " + id + "; token ids are at least 0");
        return List.copyOf(ids);
    }

    /// The same settings as variables, for [#with(Consumer)].
    public static final class Changes {
        public int maxNewTokens, maxLength, minNewTokens, minLength;
        public List<Integer> eosTokenId, stopTokenIds;
        public List<String> stopStrings;
        public boolean ignoreEos;
        public int padTokenId;
        public boolean doSample;
        public double temperature, topH, topP, minP, typicalP, epsilonCutoff, etaCutoff, repetitionPenalty;
        public int topK, noRepeatNgramSize;
        public int numReturnSequences;
        public long seed;
        public List<TokenConstraints.Bias> sequenceBias;
        public List<List<Integer>> badWordsIds;
        public int forcedBosTokenId;
        public List<Integer> forcedEosTokenId;
        public boolean removeInvalidValues, renormalizeLogits;
        public int decayStart;
        public double decayFactor;
        public List<Integer> suppressTokens, beginSuppressTokens;

        private Changes(SamplingSettings s) {
            maxNewTokens = s.maxNewTokens;
            maxLength = s.maxLength;
            minNewTokens = s.minNewTokens;
            minLength = s.minLength;
            eosTokenId = s.eosTokenId;
            stopTokenIds = s.stopTokenIds;
            stopStrings = s.stopStrings;
            ignoreEos = s.ignoreEos;
            padTokenId = s.padTokenId;
            doSample = s.doSample;
            temperature = s.temperature;
            topH = s.topH;
            topK = s.topK;
            topP = s.topP;
            minP = s.minP;
            typicalP = s.typicalP;
            epsilonCutoff = s.epsilonCutoff;
            etaCutoff = s.etaCutoff;
            repetitionPenalty = s.repetitionPenalty;
            noRepeatNgramSize = s.noRepeatNgramSize;
            numReturnSequences = s.numReturnSequences;
            seed = s.seed;
            constraintsFrom(s.constraints);
        }

        private void constraintsFrom(TokenConstraints c) {
            sequenceBias = c.sequenceBias();
            badWordsIds = c.badWordsIds();
            forcedBosTokenId = c.forcedBosTokenId();
            forcedEosTokenId = c.forcedEosTokenId();
            removeInvalidValues = c.removeInvalidValues();
            decayStart = c.decayStart();
            decayFactor = c.decayFactor();
            suppressTokens = c.suppressTokens();
            beginSuppressTokens = c.beginSuppressTokens();
            renormalizeLogits = c.renormalizeLogits();
        }

        private SamplingSettings settings() {
            TokenConstraints constraints = new TokenConstraints(sequenceBias, badWordsIds, forcedBosTokenId, forcedEosTokenId,
                    removeInvalidValues, decayStart, decayFactor, suppressTokens, beginSuppressTokens, renormalizeLogits);
            return new SamplingSettings(maxNewTokens, maxLength, minNewTokens, minLength,
                    eosTokenId, stopTokenIds, stopStrings, ignoreEos, padTokenId,
                    doSample, temperature, topH, topK, topP, minP, typicalP, epsilonCutoff, etaCutoff,
                    repetitionPenalty, noRepeatNgramSize, constraints, numReturnSequences, seed);
        }
    }
}
