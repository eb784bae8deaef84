package dev.hone.generate;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Reads transformers' names out of a JSON object. One that is missing or null is as if not given.
record GenerationConfigKeys(JsonNode json, String where) {

    static SamplingSettings laidOver(SamplingSettings settings, JsonNode json, String where) {
        if (!json.isObject()) throw new UserError(where + ": expected a JSON object with generation settings, got " + json);
        GenerationConfigKeys keys = new GenerationConfigKeys(json, where);
        try {
            return settings.with(keys::change);
        } catch (UserError e) {
            throw e.getMessage().startsWith(where) ? e : new UserError(where + ": " + e.getMessage(), e);
        }
    }

    private void change(SamplingSettings.Changes s) {
        length(s);
        stops(s);
        s.doSample = flag("do_sample", s.doSample);
        s.temperature = number("temperature", s.temperature);
        s.topH = number("top_h", s.topH);
        s.topK = integer("top_k", s.topK);
        s.topP = number("top_p", s.topP);
        s.minP = number("min_p", s.minP);
        s.typicalP = number("typical_p", s.typicalP);
        s.epsilonCutoff = number("epsilon_cutoff", s.epsilonCutoff);
        s.etaCutoff = number("eta_cutoff", s.etaCutoff);
        s.repetitionPenalty = number("repetition_penalty", s.repetitionPenalty);
        s.noRepeatNgramSize = integer("no_repeat_ngram_size", s.noRepeatNgramSize);
        s.numReturnSequences = integer("num_return_sequences", s.numReturnSequences);
        s.seed = given("seed") ? longInteger("seed") : s.seed;
        constraints(s);
    }

    private void length(SamplingSettings.Changes s) {
        // A file with max_length alone means it; the default number of new tokens must not win over it.
        if (given("max_length") && !given("max_new_tokens")) s.maxNewTokens = 0;
        s.maxLength = integer("max_length", s.maxLength);
        s.maxNewTokens = integer("max_new_tokens", s.maxNewTokens);
        s.minNewTokens = integer("min_new_tokens", s.minNewTokens);
        s.minLength = integer("min_length", s.minLength);
    }

    private void stops(SamplingSettings.Changes s) {
        s.eosTokenId = ids("eos_token_id", s.eosTokenId);
        s.stopTokenIds = ids("stop_token_ids", s.stopTokenIds);
        s.stopStrings = oneOrMore("stop_strings", s.stopStrings, this::text);
        s.ignoreEos = flag("ignore_eos", s.ignoreEos);
        s.padTokenId = integer("pad_token_id", s.padTokenId);
    }

    private void constraints(SamplingSettings.Changes s) {
        s.sequenceBias = list("sequence_bias", s.sequenceBias, this::bias);
        s.badWordsIds = list("bad_words_ids", s.badWordsIds, word -> listOf("bad_words_ids", word, id -> integer("bad_words_ids", id)));
        s.forcedBosTokenId = integer("forced_bos_token_id", s.forcedBosTokenId);
        s.forcedEosTokenId = ids("forced_eos_token_id", s.forcedEosTokenId);
        s.removeInvalidValues = flag("remove_invalid_values", s.removeInvalidValues);
        s.suppressTokens = ids("suppress_tokens", s.suppressTokens);
        s.beginSuppressTokens = ids("begin_suppress_tokens", s.beginSuppressTokens);
        s.renormalizeLogits = flag("renormalize_logits", s.renormalizeLogits);
        if (given("exponential_decay_length_penalty")) {
            JsonNode pair = json.get("exponential_decay_length_penalty");
            if (!pair.isArray() || pair.size() != 2) throw wrong("exponential_decay_length_penalty", pair, "[start, factor]");
            s.decayStart = integer("exponential_decay_length_penalty", pair.get(0));
            s.decayFactor = number("exponential_decay_length_penalty", pair.get(1));
        }
    }

    private TokenConstraints.Bias bias(JsonNode pair) {
        if (!pair.isArray() || pair.size() != 2) throw wrong("sequence_bias", pair, "[[ids], number]");
        return new TokenConstraints.Bias(listOf("sequence_bias", pair.get(0), id -> integer("sequence_bias", id)), number("sequence_bias", pair.get(1)));
    }

    private boolean given(String name) {
        return json.hasNonNull(name);
    }

    private boolean flag(String name, boolean otherwise) {
        if (!given(name)) return otherwise;
        if (!json.get(name).isBoolean()) throw wrong(name, json.get(name), "true or false");
        return json.get(name).booleanValue();
    }

    private double number(String name, double otherwise) {
        return given(name) ? number(name, json.get(name)) : otherwise;
    }

    private int integer(String name, int otherwise) {
        return given(name) ? integer(name, json.get(name)) : otherwise;
    }

    private long longInteger(String name) {
        JsonNode node = json.get(name);
        if (!node.isIntegralNumber() || !node.canConvertToLong()) throw wrong(name, node, "a whole number");
        return node.longValue();
    }

    private List<Integer> ids(String name, List<Integer> otherwise) {
        return oneOrMore(name, otherwise, id -> integer(name, id));
    }

    private <T> List<T> oneOrMore(String name, List<T> otherwise, Function<JsonNode, T> read) {
        if (!given(name)) return otherwise;
        return json.get(name).isArray() ? listOf(name, json.get(name), read) : List.of(read.apply(json.get(name)));
    }

    private <T> List<T> list(String name, List<T> otherwise, Function<JsonNode, T> read) {
        return given(name) ? listOf(name, json.get(name), read) : otherwise;
    }

    private <T> List<T> listOf(String name, JsonNode node, Function<JsonNode, T> read) {
        if (!node.isArray()) throw wrong(name, node, "a list");
        List<T> values = new ArrayList<>();
        for (JsonNode element : node) values.add(read.apply(element));
        return values;
    }

    private double number(String name, JsonNode node) {
        if (!node.isNumber()) throw wrong(name, node, "a number");
        return node.doubleValue();
    }

    private int integer(String name, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) throw wrong(name, node, "a whole number");
        return node.intValue();
    }

    private String text(JsonNode node) {
        if (!node.isString()) throw wrong("stop_strings", node, "text");
        return node.stringValue();
    }

    private UserError wrong(String name, JsonNode got, String expected) {
        return new UserError(where + ": " + name + " is " + got + "; expected " + expected);
    }
}
