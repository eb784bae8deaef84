package dev.hone.generate;

import dev.hone.model.KvCache;
import java.util.Arrays;

/// One answer in the making: its tokens so far, and what is needed to go on.
final class Answer {
    final Prompt prompt;
    final int sample;
    private final RandomStream random;
    private final TextStream text;
    private final StopStrings stops;
    private final StringBuilder shown = new StringBuilder();
    private int[] ids;
    private int length;
    private float[] tokenLogProbs = new float[16];
    private float[] sampledLogProbs = new float[16];
    /// Belongs to this answer from its first token on.
    KvCache cache;
    /// Whether it counts as one of the answers that run together.
    boolean hasRow;
    private FinishReason finished;

    Answer(Prompt prompt, int sample) {
        this.prompt = prompt;
        this.sample = sample;
        Request request = prompt.request;
        random = RandomStream.of(request.settings().seed(), request.number(), sample);
        text = request.text().get();
        stops = new StopStrings(request.settings().stopStrings());
        ids = Arrays.copyOf(request.promptIds(), request.promptIds().length + 16);
        length = request.promptIds().length;
    }

    Sampler.Sampled sample(Sampler sampler, float[] logits, int offset) {
        return sampler.sample(logits, offset, prompt.rules, ids, length, random.at(newTokens()));
    }

    /// Takes a sampled token in and tells the listener; afterwards [#finished] says whether it was the last.
    void add(Sampler.Sampled token) {
        append(token);
        prompt.listener.token(sample, token.id(), token.tokenLogProb(), token.sampledLogProb());
        if (prompt.isStopToken(token.id())) {
            end(FinishReason.STOP);
            return;
        }
        show(stops.accept(text.accept(token.id()), length >= prompt.rules.minLength()));
        if (stops.found()) end(FinishReason.STOP);
        else if (newTokens() == prompt.newTokenLimit) end(FinishReason.LENGTH);
    }

    void cancel() {
        end(FinishReason.CANCELLED);
    }

    private void end(FinishReason reason) {
        finished = reason;
        if (!stops.found()) {
            show(stops.accept(text.flush(), length >= prompt.rules.minLength()));
            if (stops.found() && reason == FinishReason.LENGTH) finished = FinishReason.STOP;
            show(stops.flush());
        }
        prompt.listener.finished(sample, completion());
    }

    private void show(String piece) {
        if (piece.isEmpty()) return;
        shown.append(piece);
        prompt.listener.text(sample, piece);
    }

    private void append(Sampler.Sampled token) {
        int n = newTokens();
        if (length == ids.length) ids = Arrays.copyOf(ids, 2 * length);
        if (n == tokenLogProbs.length) {
            tokenLogProbs = Arrays.copyOf(tokenLogProbs, 2 * n);
            sampledLogProbs = Arrays.copyOf(sampledLogProbs, 2 * n);
        }
        ids[length++] = token.id();
        tokenLogProbs[n] = token.tokenLogProb();
        sampledLogProbs[n] = token.sampledLogProb();
    }

    boolean finished() {
        return finished != null;
    }

    int newTokens() {
        return length - prompt.request.promptIds().length;
    }

    int[] lastId() {
        return new int[] {ids[length - 1]};
    }

    /// Prompt and answer as far as the cache has read them.
    int[] cachedIds() {
        return Arrays.copyOf(ids, cache.length());
    }

    Completion completion() {
        int n = newTokens();
        return new Completion(shown.toString(), Arrays.copyOfRange(ids, length - n, length),
                Arrays.copyOf(tokenLogProbs, n), Arrays.copyOf(sampledLogProbs, n), finished);
    }
}
