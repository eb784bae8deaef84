package dev.hone.reward;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.model.Decoder;
import dev.hone.model.Head;
import dev.hone.model.KvCache;
import dev.hone.model.ModelConfig;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings;
import dev.hone.token.Labeller;
import dev.hone.token.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;

/// A model that says with one number how good an answer is. It reads what training shows it: a whole conversation by the chat
/// template, or a plain text that ends with the EOS token; its score stands at the last token.
///
/// Answers that begin alike, as those to one prompt do, share what they have in common: it is computed once.
/// ```java
/// double[] rewards = model.scores(List.of(model.tokens(good), model.tokens(bad)));
/// ```
/// One thread at a time may call it.
public final class RewardModel {
    /// In place of a token for padding, where a model has none.
    public static final int NO_PADDING = -1;

    /// No cut, no mask: all tokens of the example.
    private static final LabelSettings WHOLE = new LabelSettings(null, LabelSettings.Cut.KEEP_START, null, false, LabelSettings.TrainOn.EVERY, null);

    private final Decoder decoder;
    private final Optional<Labeller> labeller;
    private final int padding;
    private final int vocabulary;
    private final int contextLength;

    /// @param decoder   of a model whose head is a score
    /// @param tokenizer empty for a model that reads token ids only
    /// @param padding   the token that fills up batches, or [#NO_PADDING]
    public RewardModel(Decoder decoder, ModelConfig config, Optional<Tokenizer> tokenizer, int padding) {
        if (config.head() != Head.SCORE) throw new IllegalArgumentException(config.architecture() + " gives no scores");
        this.decoder = decoder;
        this.labeller = tokenizer.map(opened -> new Labeller(opened, WHOLE));
        this.padding = padding;
        this.vocabulary = config.sizes().vocabulary();
        this.contextLength = config.maxPositions();
    }

    /// The tokens that the score of an answer, with its prompt, is read from.
    /// @throws UserError when the example holds no answer, cannot be turned into tokens, or has more than the model reads
    public int[] tokens(Example example) {
        int[] ids = switch (example) {
            case Example.Ids(int[] given, boolean[] _) -> given;
            case Example.ChatCompletion(Conversation prompt, ArrayNode completion) -> labelled(new Example.Chat(prompt.with(completion)));
            default -> labelled(example);
        };
        if (ids.length == 0) throw new UserError("has no tokens; a model needs at least one");
        if (ids.length > contextLength) throw new UserError("has " + ids.length + " tokens and the model's context " + contextLength + "; shorten it");
        for (int i = 0; i < ids.length; i++) if (ids[i] < 0 || ids[i] >= vocabulary) throw new UserError("token " + i + " is " + ids[i]
                + "; the model's tokens are 0 to " + (vocabulary - 1) + ": was it made by another tokenizer?");
        return ids;
    }

    private int[] labelled(Example example) {
        return labeller.orElseThrow(() -> new UserError("has a text or messages, but this model comes without a tokenizer.json; give input_ids"))
                .label(example).tokens().ids();
    }

    /// The place of the token at which a text is scored: the last one that is not the padding token, so that a text which ends
    /// with it, where it is the EOS token too, is scored before its end. This is transformers' rule, which training follows.
    /// @param padding the token that fills up batches, or [#NO_PADDING]
    /// @return from 0; 0 where all are the padding token
    public static int place(int[] ids, int padding) {
        int at = ids.length - 1;
        while (at > 0 && ids[at] == padding) at--;
        return at;
    }

    /// The score of each of these, which may be answers to one prompt.
    /// The numbers depend on each one's own tokens alone, to the last bit.
    public double[] scores(List<int[]> answers) {
        List<int[]> read = answers.stream().map(ids -> Arrays.copyOf(ids, place(ids, padding) + 1)).toList();
        int shared = read.size() == 1 ? 0 : shared(read);
        List<KvCache> caches = new ArrayList<>();
        try {
            if (shared > 0) {
                caches.add(decoder.newCache());
                decoder.next(List.of(new Decoder.Step(caches.getFirst(), Arrays.copyOf(read.getFirst(), shared))));
            }
            List<Decoder.Step> steps = new ArrayList<>();
            for (int[] ids : read) {
                KvCache cache = shared > 0 ? caches.getFirst().fork() : decoder.newCache();
                caches.add(cache);
                steps.add(new Decoder.Step(cache, Arrays.copyOfRange(ids, shared, ids.length)));
            }
            float[] scores = decoder.next(steps);
            return IntStream.range(0, read.size()).mapToDouble(i -> scores[i]).toArray();
        } finally {
            caches.forEach(KvCache::close);
        }
    }

    /// How many tokens all of them begin with, each keeping one of its own.
    private static int shared(List<int[]> read) {
        int[] first = read.getFirst();
        int shared = first.length - 1;
        for (int[] other : read) {
            int end = Math.min(shared, other.length - 1);
            int apart = Arrays.mismatch(first, 0, end, other, 0, end);
            shared = apart < 0 ? end : apart;
        }
        return shared;
    }
}
