package dev.hone.generate;

import dev.hone.model.KvCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A request on its way: its prompt is computed once, then its answers run.
final class Prompt {
    final Request request;
    final Listener listener;
    final Session session;
    final CompletableFuture<Result> result = new CompletableFuture<>();
    private final long submitted = System.nanoTime();
    private long begun;
    private long firstToken;

    int newTokenLimit;
    Rules rules;
    private int[] stopTokens = {};

    /// What the prompt is computed into; handed to the last answer, after it was forked for the others.
    KvCache cache;
    private int cachedTokens;
    /// The logits after the prompt, kept for answers that start later.
    private float[] logits;
    final List<Answer> answers = new ArrayList<>();
    /// Answers that were cancelled before they started.
    private final Set<Integer> unwanted = new HashSet<>();

    Prompt(Request request, Listener listener, Session session) {
        this.request = request;
        this.listener = listener;
        this.session = session;
    }

    /// @throws RuntimeException when the request cannot be served at all
    void prepare(int vocabularySize, GeneratorSettings limits) {
        request.check(vocabularySize, limits);
        newTokenLimit = request.newTokenLimit(limits);
        rules = Rules.of(request.settings(), length(), length() + newTokenLimit, vocabularySize);
        stopTokens = request.settings().stopTokens();
    }

    int length() {
        return request.promptIds().length;
    }

    int unstarted() {
        return request.settings().numReturnSequences() - answers.size();
    }

    boolean begun() {
        return begun != 0;
    }

    void begin(KvCache cache) {
        this.cache = cache;
        cachedTokens = cache.length();
        begun = System.nanoTime();
    }

    /// With how many tokens this prompt and the computed part of another one begin alike; at least one of its own is left to compute.
    int inCommon(Prompt other, int computed) {
        int[] own = request.promptIds(), others = other.request.promptIds();
        int end = Math.min(Math.min(own.length - 1, others.length), computed);
        int mismatch = Arrays.mismatch(own, 0, end, others, 0, end);
        return mismatch < 0 ? end : mismatch;
    }

    /// Takes over the first tokens of a sequence that is computed already, in place of its own cache, which is empty.
    void beginWith(KvCache computed, int tokens) {
        cache.close();
        cache = computed.fork();
        cache.truncate(tokens);
        cachedTokens = tokens;
    }

    boolean computed() {
        return firstToken != 0;
    }

    /// The next of the prompt's ids to compute, at most `budget` of them.
    int[] nextChunk(int budget) {
        int from = cache.length();
        return Arrays.copyOfRange(request.promptIds(), from, (int) Math.min((long) from + budget, length()));
    }

    /// The prompt is in the cache and these logits, valid during this step, follow it.
    void computed(float[] logits, int offset, int vocabularySize) {
        firstToken = System.nanoTime();
        if (unstarted() > 0) this.logits = Arrays.copyOfRange(logits, offset, offset + vocabularySize);
    }

    float[] logits() {
        return logits;
    }

    /// The prompt as far as it is computed.
    int[] cachedIds() {
        return Arrays.copyOf(request.promptIds(), cache.length());
    }

    void doNotStart(int sample) {
        unwanted.add(sample);
    }

    boolean nextIsUnwanted() {
        return unwanted.contains(answers.size());
    }

    /// Its next answer; the answers before have started already.
    Answer start() {
        Answer answer = new Answer(this, answers.size());
        answers.add(answer);
        return answer;
    }

    /// Gives an answer the prompt's past as its own.
    void giveCache(Answer answer) {
        boolean last = answer.sample == request.settings().numReturnSequences() - 1;
        answer.cache = last ? cache : cache.fork();
        if (last) {
            cache = null;
            logits = null;
        }
    }

    boolean isStopToken(int id) {
        for (int stop : stopTokens) if (stop == id) return true;
        return false;
    }

    boolean finished() {
        return unstarted() == 0 && answers.stream().allMatch(Answer::finished);
    }

    void complete() {
        result.complete(new Result.Completed(answers.stream().map(Answer::completion).toList(), usage()));
    }

    void fail(RuntimeException cause) {
        result.complete(new Result.Failed(cause, usage()));
    }

    private Usage usage() {
        long now = System.nanoTime();
        long begin = begun() ? begun : now;
        long first = computed() ? firstToken : now;
        int newTokens = answers.stream().mapToInt(Answer::newTokens).sum();
        return new Usage(length(), cachedTokens, newTokens, (begin - submitted) / 1e9, (first - begin) / 1e9, (now - first) / 1e9);
    }
}
