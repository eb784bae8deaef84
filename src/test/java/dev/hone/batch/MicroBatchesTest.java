package dev.hone.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.token.LabelledTokens;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {
    /// Tokens `first`, `first + 1`, ...; those after the first are learned.
    private static LabelledTokens example(int first, int length) {
        boolean[] learned = new boolean[length];
        for (int t = 1; t < length; t++) learned[t] = true;
        return new LabelledTokens(IntStream.range(first, first + length).toArray(), learned);
    }

    private static final List<TokenRow> ROWS = TokenRow.of(List.of(example(10, 3), example(20, 2), example(30, 4), example(40, 1)));

    @Test void documentsLieEndToEndUpToTheLimit() {
        List<MicroBatches.Part> parts = MicroBatches.cut(List.of(ROWS.subList(0, 2), ROWS.subList(2, 4)), 9);
        assertEquals(2, parts.size());
        assertArrayEquals(new int[] {10, 11, 12, 20, 21, 30, 31, 32, 33}, parts.get(0).tokens().ids());
        assertArrayEquals(new int[] {0, 1, 2, 0, 1, 0, 1, 2, 3}, parts.get(0).tokens().segments().positions());
        assertArrayEquals(new int[] {0, 0, 1}, parts.get(0).microBatches());
        assertArrayEquals(new int[] {40}, parts.get(1).tokens().ids());
        assertArrayEquals(new int[] {1}, parts.get(1).microBatches());
        // 2 + 1 + 3 learned tokens
        assertEquals(6, parts.get(0).tokens().labels());
    }

    @Test void aDocumentOverTheLimitGoesAlone() {
        assertEquals(List.of(3, 2, 4, 1), MicroBatches.cut(List.of(ROWS), 1).stream().map(part -> part.tokens().tokens()).toList());
    }

    @Test void packedRowsAreCutIntoDocuments() {
        List<LabelledTokens> examples = List.of(example(10, 3), example(20, 2), example(30, 7));
        // rows of 5: examples 2 (cut to 5), then 0 and 1
        List<TokenRow> rows = TokenRow.packed(examples, PackingStrategy.BFD, 5);
        MicroBatches.Part part = MicroBatches.cut(List.of(rows), 100).getFirst();
        assertArrayEquals(new int[] {30, 31, 32, 33, 34, 10, 11, 12, 20, 21}, part.tokens().ids());
        assertEquals(3, part.tokens().segments().count());
        assertEquals(4 + 2 + 1, part.tokens().labels());
    }

    @Test void aWrappedRowIsOneDocument() {
        List<TokenRow> rows = TokenRow.packed(List.of(example(10, 3), example(20, 4)), PackingStrategy.WRAPPED, 5);
        assertEquals(List.of(5, 2), rows.stream().map(TokenRow::length).toList());
        LabelledTokens first = rows.getFirst().documents().getFirst();
        assertArrayEquals(new int[] {10, 11, 12, 20, 21}, first.ids());
        // the first token of the second example is no label, the one after it is
        assertArrayEquals(new boolean[] {false, true, true, false, true}, first.learned());
    }

    @Test void anyCutHasTheSameTokensAndLabels() {
        Random random = new Random(2);
        List<TokenRow> rows = TokenRow.of(IntStream.range(0, 40).mapToObj(i -> example(100 * i, 1 + random.nextInt(30))).toList());
        int[] all = rows.stream().flatMapToInt(row -> IntStream.of(row.documents().getFirst().ids())).toArray();
        for (int limit : new int[] {1, 17, 64, 10_000}) {
            List<MicroBatches.Part> parts = MicroBatches.cut(List.of(rows.subList(0, 13), rows.subList(13, 40)), limit);
            assertArrayEquals(all, parts.stream().flatMapToInt(part -> IntStream.of(part.tokens().ids())).toArray());
            assertEquals(all.length - rows.size(), parts.stream().mapToInt(part -> part.tokens().labels()).sum());
            assertArrayEquals(IntStream.range(0, 40).map(i -> i < 13 ? 0 : 1).toArray(),
                    parts.stream().flatMapToInt(part -> IntStream.of(part.microBatches())).toArray());
        }
    }
}
