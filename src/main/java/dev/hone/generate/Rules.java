package dev.hone.generate;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What happens to a row of scores before a token is taken, in transformers' order: sequence bias, repetition penalty,
/// no-repeat n-gram, bad words, minimum length, forced first and last token, invalid values, length decay, suppressed tokens;
/// then, when sampling, temperature, top-h, top-k, top-p, min-p, typical-p, epsilon and eta; normalisation last.
///
/// @param minLength a stop string, too, counts only from this context length on
record Rules(List<LogitsProcessor> processors, List<Warper> warpers, boolean sample, int minLength) {

    /// @param promptLength tokens of the prompt: some rules count from its end
    /// @param maxLength    context length at which the answer ends
    static Rules of(SamplingSettings settings, int promptLength, int maxLength, int vocabularySize) {
        int minLength = settings.minNewTokens() > 0 ? promptLength + settings.minNewTokens() : settings.minLength();
        return new Rules(processors(settings, promptLength, maxLength, minLength, vocabularySize), warpers(settings), settings.doSample(),
                settings.minNewTokens() > 0 ? minLength : 0);
    }

    private static List<LogitsProcessor> processors(SamplingSettings settings, int promptLength, int maxLength, int minLength, int vocabularySize) {
        List<LogitsProcessor> rules = new ArrayList<>();
        TokenConstraints constraints = settings.constraints();
        int[] stops = settings.stopTokens();
        biases(constraints, vocabularySize).forEach((ids, bias) -> rules.add(new LogitsProcessor.SequenceBias(ints(ids), bias)));
        if (settings.repetitionPenalty() != 1) rules.add(new LogitsProcessor.RepetitionPenalty((float) settings.repetitionPenalty()));
        if (settings.noRepeatNgramSize() > 0) rules.add(new LogitsProcessor.NoRepeatNgram(settings.noRepeatNgramSize()));
        for (List<Integer> word : constraints.badWordsIds()) {
            // As in transformers: forbidding a stop token outright would make every answer run to its limit.
            if (word.size() == 1 && settings.eosTokenId().contains(word.getFirst())) continue;
            checkToken("bad_words_ids", word.getLast(), vocabularySize);
            rules.add(new LogitsProcessor.SequenceBias(ints(word), LogitsProcessor.FORBIDDEN));
        }
        if (minLength > 0 && stops.length > 0) rules.add(new LogitsProcessor.NotBefore(minLength, stops));
        forced(constraints, maxLength, vocabularySize, rules);
        if (constraints.removeInvalidValues()) rules.add(new LogitsProcessor.RemoveInvalid());
        if (constraints.decayFactor() != 1) rules.add(new LogitsProcessor.LengthDecay(promptLength + constraints.decayStart(), constraints.decayFactor(), stops));
        suppressed(constraints, promptLength, rules);
        return List.copyOf(rules);
    }

    private static void forced(TokenConstraints constraints, int maxLength, int vocabularySize, List<LogitsProcessor> rules) {
        if (constraints.forcedBosTokenId() >= 0) {
            checkToken("forced_bos_token_id", constraints.forcedBosTokenId(), vocabularySize);
            rules.add(new LogitsProcessor.Forced(1, new int[] {constraints.forcedBosTokenId()}));
        }
        if (!constraints.forcedEosTokenId().isEmpty()) {
            constraints.forcedEosTokenId().forEach(id -> checkToken("forced_eos_token_id", id, vocabularySize));
            rules.add(new LogitsProcessor.Forced(maxLength - 1, ints(constraints.forcedEosTokenId())));
        }
    }

    private static void suppressed(TokenConstraints constraints, int promptLength, List<LogitsProcessor> rules) {
        if (!constraints.suppressTokens().isEmpty()) rules.add(new LogitsProcessor.Never(ints(constraints.suppressTokens())));
        if (constraints.beginSuppressTokens().isEmpty()) return;
        // A forced first token is not the one that these are about.
        int begin = promptLength > 1 || constraints.forcedBosTokenId() < 0 ? promptLength : promptLength + 1;
        rules.add(new LogitsProcessor.NotAt(begin, ints(constraints.beginSuppressTokens())));
    }

    private static List<Warper> warpers(SamplingSettings settings) {
        List<Warper> rules = new ArrayList<>();
        if (settings.doSample()) {
            if (settings.temperature() != 1) rules.add(new Warper.Temperature((float) settings.temperature()));
            if (settings.topH() > 0) rules.add(new Warper.TopH(settings.topH()));
            if (settings.topK() > 0) rules.add(new Warper.TopK(settings.topK()));
            if (settings.topP() < 1) rules.add(new Warper.TopP(settings.topP()));
            if (settings.minP() > 0) rules.add(new Warper.MinP(settings.minP()));
            if (settings.typicalP() < 1) rules.add(new Warper.TypicalP(settings.typicalP()));
            if (settings.epsilonCutoff() > 0) rules.add(new Warper.EpsilonCutoff(settings.epsilonCutoff()));
            if (settings.etaCutoff() > 0) rules.add(new Warper.EtaCutoff(settings.etaCutoff()));
        }
        if (settings.constraints().renormalizeLogits()) rules.add(new Warper.Normalize());
        return List.copyOf(rules);
    }

    /// The last bias given for a sequence counts.
    private static Map<List<Integer>, Float> biases(TokenConstraints constraints, int vocabularySize) {
        Map<List<Integer>, Float> biases = new LinkedHashMap<>();
        for (TokenConstraints.Bias bias : constraints.sequenceBias()) {
            checkToken("sequence_bias", bias.ids().getLast(), vocabularySize);
            biases.put(bias.ids(), (float) bias.bias());
        }
        return biases;
    }

    private static void checkToken(String name, int id, int vocabularySize) {
        if (id >= vocabularySize) throw new UserError(name + " names token " + id + "; the model's tokens are 0 to " + (vocabularySize - 1));
    }

    private static int[] ints(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
