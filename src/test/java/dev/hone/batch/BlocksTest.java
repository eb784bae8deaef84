package dev.hone.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.batch.PackingStrategy.Piece;
import dev.hone.token.LabelledTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Documents in one line, cut into blocks.
class BlocksTest {
    /// 1 2 3 | 4 5 6 7 8 | 9 in blocks of four: 1 2 3 4, 5 6 7 8, and 9 alone is predicted by nothing.
    @Test void blocksAreCutWhereTheyAreFull() {
        List<TokenRow> blocks = TokenRow.blocks(List.of(tokens(1, 3), tokens(4, 8), tokens(9, 9)), 4);
        assertEquals(2, blocks.size());
        assertEquals(List.of(new Piece(0, 0, 3), new Piece(1, 0, 1)), blocks.get(0).pieces());
        assertEquals(List.of(new Piece(1, 1, 5)), blocks.get(1).pieces());
        assertArrayEquals(new int[] {1, 2, 3, 4}, blocks.get(0).documents().getFirst().ids());
    }

    /// Among 3,000 documents, so that they are more than TRL packs at a time.
    @Test void noTokenIsLostAndOnlyTheLastBlockIsShort() {
        var random = new Random(7);
        int[] lengths = random.ints(3000, 1, 40).toArray();
        int next = 0;
        List<LabelledTokens> documents = new ArrayList<>();
        for (int length : lengths) documents.add(tokens(next + 1, next += length));
        List<TokenRow> blocks = TokenRow.blocks(documents, 64);
        int[] all = blocks.stream().flatMapToInt(block -> IntStream.of(block.documents().getFirst().ids())).toArray();
        assertArrayEquals(IntStream.rangeClosed(1, next).toArray(), all);
        for (TokenRow block : blocks.subList(0, blocks.size() - 1)) assertEquals(64, block.length());
    }

    /// Tokens that are these numbers, both ends included; all are learned.
    private static LabelledTokens tokens(int first, int last) {
        int[] ids = IntStream.rangeClosed(first, last).toArray();
        boolean[] learned = new boolean[ids.length];
        Arrays.fill(learned, true);
        return new LabelledTokens(ids, learned);
    }
}
