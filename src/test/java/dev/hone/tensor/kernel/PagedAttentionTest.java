package dev.hone.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagedAttentionTest {
    /// One sequence of random keys and values, in pages and as plain arrays.
    private static final class Past {
        private final KvLayout layout;
        private final List<Floats> pages = new ArrayList<>();
        private final float[][] keys;
        private final float[][] values;

        private Past(KvLayout layout, int length, Random random) {
            this.layout = layout;
            keys = new float[length * layout.heads()][];
            values = new float[length * layout.heads()][];
            for (int t = 0; t < length; t++) {
                if (t % KvLayout.PAGE == 0) pages.add(new Floats(layout.pageFloats()));
                for (int h = 0; h < layout.heads(); h++) {
                    float[] key = keys[t * layout.heads() + h] = normal(random, layout.keyDim());
                    float[] value = values[t * layout.heads() + h] = normal(random, layout.valueDim());
                    layout.store(pages.getLast(), 0, h, t % KvLayout.PAGE, Floats.of(key), 0, Floats.of(value), 0);
                }
            }
        }

        private float[] expected(float[] query, int head, int position, double scale, int window) {
            int first = window == 0 ? 0 : Math.max(0, position - window + 1);
            double[] weight = new double[position + 1];
            double total = 0;
            for (int t = first; t <= position; t++) {
                double score = 0;
                for (int d = 0; d < layout.keyDim(); d++) score += (double) query[d] * keys[t * layout.heads() + head][d];
                total += weight[t] = Math.exp(score * scale);
            }
            float[] out = new float[layout.valueDim()];
            for (int d = 0; d < out.length; d++) {
                double sum = 0;
                for (int t = first; t <= position; t++) sum += weight[t] / total * values[t * layout.heads() + head][d];
                out[d] = (float) sum;
            }
            return out;
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,8,8,1,0", "130,2,16,16,3,0", "70,1,24,12,7,0", "200,2,32,40,1,5", "150,3,64,64,3,70"})
    void aPromptReadAtOnceOrTokenByTokenGivesTheSameBitsAndTheFormulasNumbers(
            int length, int heads, int keyDim, int valueDim, int group, int window) {
        var random = new Random(length);
        var layout = new KvLayout(1, heads, keyDim, valueDim);
        var past = new Past(layout, length, random);
        double scale = 1 / Math.sqrt(keyDim);
        var attention = new PagedAttention(layout, group, scale, window, 0);
        int qStride = heads * group * keyDim, outStride = heads * group * valueDim;
        Floats q = Floats.of(normal(random, length * qStride));
        Floats whole = new Floats(length * outStride), single = new Floats(length * outStride);
        attention.run(0, List.of(new PagedAttention.Span(past.pages, 0, length, 0)), q, qStride, whole, outStride);
        for (int t = 0; t < length; t++) {
            attention.run(0, List.of(new PagedAttention.Span(past.pages, t, 1, t)), q, qStride, single, outStride);
        }
        assertArrayEquals(whole.toArray(), single.toArray());
        for (int t = 0; t < length; t += 7) {
            for (int h = 0; h < heads * group; h++) {
                float[] query = new float[keyDim], got = new float[valueDim];
                q.copyTo(t * qStride + h * keyDim, query, 0, keyDim);
                whole.copyTo(t * outStride + h * valueDim, got, 0, valueDim);
                assertArrayEquals(past.expected(query, h / group, t, scale, window), got, 1e-5f);
            }
        }
    }

    @Test void copiedSlotsAnswerLikeTheOriginals() {
        var random = new Random(1);
        var layout = new KvLayout(2, 2, 20, 20);
        Floats page = Floats.of(normal(random, layout.pageFloats())), copy = new Floats(layout.pageFloats());
        layout.copySlots(page, copy, 37);
        var attention = new PagedAttention(layout, 1, 0.2, 0, 0);
        Floats q = Floats.of(normal(random, 40)), a = new Floats(40), b = new Floats(40);
        attention.run(1, List.of(new PagedAttention.Span(List.of(page), 36, 1, 0)), q, 40, a, 40);
        attention.run(1, List.of(new PagedAttention.Span(List.of(copy), 36, 1, 0)), q, 40, b, 40);
        assertArrayEquals(a.toArray(), b.toArray());
    }

    private static float[] normal(Random random, int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) out[i] = (float) random.nextGaussian();
        return out;
    }
}
