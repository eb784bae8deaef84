package dev.hone.generate;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.model.Decoder;
import dev.hone.model.KvCache;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.Collections;
import java.util.function.Function;

/// A model whose logits are a function of the whole context, so that a wrong cache shows in the next token.
/// It keeps count of what it was asked, and reuses its array as the contract allows.
final class FakeDecoder implements Decoder {
    private final int vocabularySize;
    private final Function<int[], float[]> logitsOf;
    private float[] logits = {};
    final Set<FakeCache> live = Collections.newSetFromMap(new IdentityHashMap<>());
    long computed;
    int calls;
    int mostRows;
    int mostCached;
    int longestStep;
    Runnable beforeCall = () -> {};

    FakeDecoder(int vocabularySize, Function<int[], float[]> logitsOf) {
        this.vocabularySize = vocabularySize;
        this.logitsOf = logitsOf;
    }

    /// Scores between -4 and 4 from a hash of the context.
    static FakeDecoder random(int vocabularySize) {
        return new FakeDecoder(vocabularySize, context -> randomLogits(context, vocabularySize));
    }

    /// Continues the prompt with this script, whatever the prompt, and then with zeros.
    static FakeDecoder scripted(int vocabularySize, int promptLength, int... script) {
        return new FakeDecoder(vocabularySize, context -> {
            float[] row = new float[vocabularySize];
            int at = context.length - promptLength;
            row[at >= 0 && at < script.length ? script[at] : 0] = 50;
            return row;
        });
    }

    static float[] randomLogits(int[] context, int vocabularySize) {
        float[] row = new float[vocabularySize];
        long hash = Arrays.hashCode(context);
        for (int v = 0; v < row.length; v++) row[v] = (float) (8 * RandomStream.of(hash, v, 0).at(0) - 4);
        return row;
    }

    @Override public int vocabularySize() {
        return vocabularySize;
    }

    @Override public KvCache newCache() {
        return new FakeCache(new int[0]);
    }

    @Override public float[] next(List<Step> steps) {
        beforeCall.run();
        assertFalse(steps.isEmpty());
        Set<KvCache> caches = new HashSet<>();
        if (logits.length < steps.size() * vocabularySize) logits = new float[steps.size() * vocabularySize];
        Arrays.fill(logits, Float.NaN);
        int tokens = 0;
        for (int i = 0; i < steps.size(); i++) {
            FakeCache cache = (FakeCache) steps.get(i).cache();
            assertTrue(caches.add(cache), "each step has a cache of its own");
            cache.append(steps.get(i).ids());
            System.arraycopy(logitsOf.apply(cache.ids), 0, logits, i * vocabularySize, vocabularySize);
            tokens += steps.get(i).ids().length;
        }
        calls++;
        computed += tokens;
        longestStep = Math.max(longestStep, tokens);
        mostRows = Math.max(mostRows, steps.size());
        mostCached = Math.max(mostCached, live.stream().mapToInt(FakeCache::length).sum());
        return logits;
    }

    final class FakeCache implements KvCache {
        int[] ids;

        FakeCache(int[] ids) {
            this.ids = ids;
            live.add(this);
        }

        void append(int[] more) {
            checkOpen();
            assertTrue(more.length > 0);
            int length = ids.length;
            ids = Arrays.copyOf(ids, length + more.length);
            System.arraycopy(more, 0, ids, length, more.length);
        }

        @Override public int length() {
            return ids.length;
        }

        @Override public KvCache fork() {
            checkOpen();
            return new FakeCache(ids);
        }

        @Override public void truncate(int length) {
            checkOpen();
            assertTrue(length <= ids.length);
            ids = Arrays.copyOf(ids, length);
        }

        @Override public void close() {
            assertTrue(live.remove(this), "closed twice");
        }

        private void checkOpen() {
            assertTrue(live.contains(this), "used after close");
        }
    }
}
