package dev.hone.generate;

import dev.hone.model.KvCache;
import java.util.Arrays;

/// A conversation whose past stays computed: the next prompt costs only the tokens that follow the common beginning.
/// One request at a time. While it rests, its memory counts against the limit and is given up, oldest first,
/// when a request would otherwise wait; then the next prompt is computed whole, with the same result.
public final class Session implements AutoCloseable {
    private final Generator generator;
    // Touched by the generator's thread alone.
    private KvCache cache;
    private int[] ids = {};
    boolean busy;
    boolean closed;

    Session(Generator generator) {
        this.generator = generator;
    }

    /// As [Generator#submit]; the prompt is the whole conversation, and asks for one answer.
    public Generation submit(Request request, Listener listener) {
        return generator.submit(request, listener, this);
    }

    /// Gives the memory back, at once or when the running answer ends.
    @Override public void close() {
        generator.close(this);
    }

    int heldTokens() {
        return cache == null ? 0 : cache.length();
    }

    /// The cache cut back to what it has in common with the prompt, of which at least one token is left to compute; null when there is none.
    KvCache take(int[] prompt) {
        if (cache == null) return null;
        int mismatch = Arrays.mismatch(ids, prompt);
        int common = Math.min(mismatch < 0 ? ids.length : mismatch, prompt.length - 1);
        if (common < cache.length()) cache.truncate(common);
        KvCache taken = cache;
        cache = null;
        return taken;
    }

    void giveBack(KvCache cache, int[] ids) {
        this.cache = cache;
        this.ids = ids;
    }

    void forget() {
        if (cache != null) cache.close();
        cache = null;
        ids = new int[0];
    }
}
