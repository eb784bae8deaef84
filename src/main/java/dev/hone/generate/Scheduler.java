package dev.hone.generate;

import dev.hone.model.Decoder;
import dev.hone.model.KvCache;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Decides what each step computes: one token more of every running answer, and a chunk of the prompts that come next.
/// This is continuous batching (Yu et al. 2022, "Orca"): answers join and leave between steps, none waits for another's end.
///
/// Prompts start strictly in the order in which they came, so none starves; a prompt begins when its first answer has
/// a row and the memory that it may come to need. All of it runs on one thread.
final class Scheduler {
    /// Tokens in common that are worth sharing: less is computed as soon as a page is copied.
    private static final int LEAST_SHARED = 32;

    private final Decoder decoder;
    private final GeneratorSettings limits;
    private final RowLoop rowLoop;
    private final Queue<Sampler> samplers = new ConcurrentLinkedQueue<>();

    private final ArrayDeque<Prompt> waiting = new ArrayDeque<>();
    /// Begun, and not completely computed yet.
    private final List<Prompt> computing = new ArrayList<>();
    /// Have their first token, and want the next.
    private final List<Answer> running = new ArrayList<>();
    /// Sessions at rest that hold memory, the longest unused first.
    private final Set<Session> resting = new LinkedHashSet<>();
    private int rows;
    private long reserved;
    private volatile Totals totals = Totals.NONE;

    Scheduler(Decoder decoder, GeneratorSettings limits, RowLoop rowLoop) {
        this.decoder = decoder;
        this.limits = limits;
        this.rowLoop = rowLoop;
    }

    Totals totals() {
        return totals;
    }

    boolean idle() {
        return waiting.isEmpty() && computing.isEmpty() && running.isEmpty();
    }

    void add(Prompt prompt) {
        try {
            prompt.prepare(decoder.vocabularySize(), limits);
            waiting.add(prompt);
        } catch (RuntimeException e) {
            prompt.fail(e);
        }
    }

    /// One step of everything. What goes wrong with one request ends that request; when the model fails, all that took part end.
    void step() {
        List<Row> rows = new ArrayList<>();
        admit(rows);
        List<Answer> decoding = List.copyOf(running);
        List<Chunk> chunks = nextChunks();
        try {
            if (!decoding.isEmpty() || !chunks.isEmpty()) compute(decoding, chunks, rows);
        } catch (Throwable e) {
            RuntimeException cause = unchecked(e);
            decoding.forEach(answer -> fail(answer.prompt, cause));
            chunks.forEach(chunk -> fail(chunk.prompt, cause));
            rows.forEach(row -> fail(row.answer.prompt, cause));
            return;
        }
        take(rows);
    }

    /// Ids of a prompt that the next call of the model computes.
    private record Chunk(Prompt prompt, int[] ids) {}

    /// An answer and the logits that its next token is taken from.
    private record Row(Answer answer, float[] logits, int offset) {}

    // ---- who may start

    private void admit(List<Row> ready) {
        while (!waiting.isEmpty()) {
            Prompt prompt = waiting.peek();
            try {
                if (!prompt.begun() && !begin(prompt)) return;
                startAnswers(prompt, ready);
            } catch (RuntimeException e) {
                fail(prompt, e);
                continue;
            }
            if (prompt.unstarted() > 0) return;
            waiting.remove(prompt);
        }
    }

    private boolean begin(Prompt prompt) {
        Session session = prompt.session;
        if (session != null) checkFree(prompt, session);
        // The session's own memory turns into the prompt's.
        int own = session == null ? 0 : session.heldTokens();
        if (rows == limits.maxBatch() || !makeRoom(prompt.length() + prompt.newTokenLimit - own, session)) return false;
        KvCache cache = session == null ? null : session.take(prompt.request.promptIds());
        prompt.begin(cache == null ? decoder.newCache() : cache);
        if (session != null) session.busy = true;
        resting.remove(session);
        reserved += prompt.length() - own;
        computing.add(prompt);
        return true;
    }

    private static void checkFree(Prompt prompt, Session session) {
        if (session.closed) throw new IllegalStateException("this session is closed");
        if (session.busy) throw new IllegalStateException("this session is still answering; wait for its answer, or open another session");
        if (prompt.unstarted() > 1) throw new IllegalStateException("a session gives one answer at a time, not " + prompt.unstarted());
    }

    private void startAnswers(Prompt prompt, List<Row> ready) {
        while (prompt.unstarted() > 0) {
            if (prompt.nextIsUnwanted()) {
                cancel(prompt.start());
                continue;
            }
            if (rows == limits.maxBatch() || !makeRoom(prompt.newTokenLimit, prompt.session)) return;
            Answer answer = prompt.start();
            answer.hasRow = true;
            rows++;
            reserved += prompt.newTokenLimit;
            if (!prompt.computed()) continue;
            float[] logits = prompt.logits();
            prompt.giveCache(answer);
            ready.add(new Row(answer, logits, 0));
        }
    }

    /// Whether so many tokens fit, at the cost of sessions at rest if need be.
    private boolean makeRoom(int tokens, Session except) {
        if (limits.maxCachedTokens() == 0) return true;
        var oldest = resting.iterator();
        while (reserved + tokens > limits.maxCachedTokens() && oldest.hasNext()) {
            Session session = oldest.next();
            if (session == except) continue;
            oldest.remove();
            reserved -= session.heldTokens();
            session.forget();
        }
        return reserved + tokens <= limits.maxCachedTokens();
    }

    // ---- one call of the model

    private List<Chunk> nextChunks() {
        List<Chunk> chunks = new ArrayList<>();
        int budget = limits.prefillChunk();
        for (Prompt prompt : computing) {
            if (budget == 0) break;
            if (prompt.cache.length() == 0) shareBeginning(prompt);
            Chunk chunk = new Chunk(prompt, prompt.nextChunk(budget));
            budget -= chunk.ids.length;
            chunks.add(chunk);
        }
        return chunks;
    }

    /// What a prompt has in common with one that is computed or answered now, such as the examples before a question, is not computed again.
    private void shareBeginning(Prompt prompt) {
        KvCache longest = prompt.cache;
        int most = LEAST_SHARED - 1;
        for (Prompt other : computing) {
            int common = prompt.inCommon(other, other.cache.length());
            if (common <= most) continue;
            longest = other.cache;
            most = common;
        }
        for (Answer answer : running) {
            int common = prompt.inCommon(answer.prompt, answer.cache.length());
            if (common <= most) continue;
            longest = answer.cache;
            most = common;
        }
        if (longest != prompt.cache) prompt.beginWith(longest, most);
    }

    private void compute(List<Answer> decoding, List<Chunk> chunks, List<Row> rows) {
        List<Decoder.Step> steps = new ArrayList<>();
        for (Answer answer : decoding) steps.add(new Decoder.Step(answer.cache, answer.lastId()));
        for (Chunk chunk : chunks) steps.add(new Decoder.Step(chunk.prompt.cache, chunk.ids));

        long start = System.nanoTime();
        float[] logits = decoder.next(steps);
        int promptTokens = chunks.stream().mapToInt(chunk -> chunk.ids.length).sum();
        totals = totals.plusStep(promptTokens, decoding.size(), (System.nanoTime() - start) / 1e9);

        int V = decoder.vocabularySize();
        for (int i = 0; i < decoding.size(); i++) rows.add(new Row(decoding.get(i), logits, i * V));
        for (int i = 0; i < chunks.size(); i++) {
            Prompt prompt = chunks.get(i).prompt;
            if (prompt.cache.length() == prompt.length()) computed(prompt, logits, (decoding.size() + i) * V, rows);
        }
    }

    private void computed(Prompt prompt, float[] logits, int offset, List<Row> rows) {
        prompt.computed(logits, offset, decoder.vocabularySize());
        computing.remove(prompt);
        for (Answer answer : prompt.answers) {
            if (answer.finished()) continue;
            prompt.giveCache(answer);
            rows.add(new Row(answer, logits, offset));
        }
    }

    // ---- tokens out of logits

    private void take(List<Row> rows) {
        if (rows.isEmpty()) return;
        long start = System.nanoTime();
        Sampler.Sampled[] tokens = new Sampler.Sampled[rows.size()];
        RuntimeException[] failures = new RuntimeException[rows.size()];
        rowLoop.run(rows.size(), i -> {
            Sampler sampler = samplers.poll();
            if (sampler == null) sampler = new Sampler(decoder.vocabularySize());
            try {
                Row row = rows.get(i);
                tokens[i] = row.answer.sample(sampler, row.logits, row.offset);
            } catch (RuntimeException e) {
                failures[i] = e;
            }
            samplers.add(sampler);
        });
        totals = totals.plusSampled(rows.size(), (System.nanoTime() - start) / 1e9);
        for (int i = 0; i < tokens.length; i++) add(rows.get(i).answer, tokens[i], failures[i]);
    }

    private void add(Answer answer, Sampler.Sampled token, RuntimeException failure) {
        if (answer.prompt.result.isDone()) return;
        try {
            if (failure != null) throw failure;
            boolean first = answer.newTokens() == 0;
            answer.add(token);
            if (answer.finished()) leave(answer);
            else if (first) running.add(answer);
        } catch (Throwable e) {
            // A listener's AssertionError is as little the neighbours' business as any other exception.
            fail(answer.prompt, unchecked(e));
        }
    }

    private static RuntimeException unchecked(Throwable e) {
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException("generation failed: " + e, e);
    }

    // ---- who leaves

    private void leave(Answer answer) {
        release(answer, true);
        if (!answer.prompt.finished()) return;
        end(answer.prompt, true);
        answer.prompt.complete();
    }

    /// Ends a request without a result, whatever state it is in.
    private void fail(Prompt prompt, RuntimeException cause) {
        if (prompt.result.isDone()) return;
        for (Answer answer : prompt.answers) release(answer, false);
        end(prompt, false);
        prompt.fail(cause);
    }

    /// @param sample the answer to end, or -1 for all
    void cancel(Prompt prompt, int sample) {
        if (prompt.result.isDone()) return;
        try {
            if (sample < 0) cancelAll(prompt);
            else if (sample >= prompt.answers.size()) prompt.doNotStart(sample);
            else if (!prompt.answers.get(sample).finished()) cancel(prompt.answers.get(sample));
        } catch (Throwable e) {
            fail(prompt, unchecked(e));
        }
    }

    private void cancel(Answer answer) {
        answer.cancel();
        leave(answer);
    }

    private void cancelAll(Prompt prompt) {
        // Answers that had no row yet end empty, so that each asked for has its place in the result.
        while (prompt.unstarted() > 0) prompt.start();
        for (Answer answer : prompt.answers) if (!answer.finished()) cancel(answer);
    }

    /// Gives back an answer's row, memory and cache; the cache goes to the session if there is one and all went well.
    private void release(Answer answer, boolean keepPast) {
        running.remove(answer);
        if (!answer.hasRow) return;
        answer.hasRow = false;
        rows--;
        reserved -= answer.prompt.newTokenLimit;
        if (answer.cache != null) part(answer.prompt, answer.cache, keepPast, answer.cachedIds());
        answer.cache = null;
    }

    /// Gives back what a request held besides its answers.
    private void end(Prompt prompt, boolean keepPast) {
        waiting.remove(prompt);
        computing.remove(prompt);
        if (!prompt.begun()) return;
        reserved -= prompt.length();
        if (prompt.cache != null) part(prompt, prompt.cache, keepPast, prompt.cachedIds());
        prompt.cache = null;
        Session session = prompt.session;
        if (session == null) return;
        session.busy = false;
        if (session.heldTokens() == 0) return;
        reserved += session.heldTokens();
        resting.add(session);
    }

    private static void part(Prompt prompt, KvCache cache, boolean keepPast, int[] ids) {
        if (prompt.session != null && keepPast && !prompt.session.closed) prompt.session.giveBack(cache, ids);
        else cache.close();
    }

    void close(Session session) {
        session.closed = true;
        if (!resting.remove(session)) return;
        reserved -= session.heldTokens();
        session.forget();
    }

    /// Cancels everything and gives all memory back.
    void closeAll() {
        unfinished().forEach(prompt -> cancel(prompt, -1));
        List.copyOf(resting).forEach(this::close);
    }

    /// The way out of what should not happen: nobody may wait for a result that never comes.
    void failAll(Throwable e) {
        unfinished().forEach(prompt -> fail(prompt, unchecked(e)));
    }

    private Set<Prompt> unfinished() {
        Set<Prompt> prompts = new LinkedHashSet<>(waiting);
        prompts.addAll(computing);
        running.forEach(answer -> prompts.add(answer.prompt));
        return prompts;
    }
}
