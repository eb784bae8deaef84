package dev.hone.batch;

import static dev.hone.batch.BatchFixtures.ints;
import static dev.hone.batch.BatchFixtures.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.batch.PackingStrategy.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class PackingStrategyTest {
    @Test void rowsAreThoseOfTrl() throws IOException {
        for (JsonNode run : list(BatchFixtures.json("packing.json").get("cases"))) {
            PackingStrategy strategy = PackingStrategy.valueOf(run.get("strategy").stringValue().toUpperCase(Locale.ROOT));
            List<List<Piece>> expected = list(run.get("rows")).stream().map(row -> list(row).stream()
                    .map(piece -> new Piece(piece.get(0).intValue(), piece.get(1).intValue(), piece.get(2).intValue())).toList()).toList();
            assertEquals(expected, strategy.pack(ints(run.get("lengths")), run.get("room").intValue()));
        }
    }

    @Test void theLongestComesFirstAndTheRestFillsWhatItLeaves() {
        // 5 and 3 fill a row of 8; 4 begins another, which 2 and then 1 fit into best, being the only one with room
        List<List<Piece>> rows = PackingStrategy.BFD.pack(new int[] {2, 5, 1, 4, 3}, 8);
        assertEquals(List.of(List.of(whole(1, 5), whole(4, 3)), List.of(whole(3, 4), whole(0, 2), whole(2, 1))), rows);
    }

    @Test void theGoldenRunsRows() {
        // golden/training/packing: `packed_seq_lengths` for these twelve examples and rows of 160
        List<List<Piece>> rows = PackingStrategy.BFD.pack(new int[] {41, 49, 38, 78, 54, 44, 33, 41, 38, 107, 82, 30}, 160);
        assertEquals(List.of(List.of(107, 49), List.of(82, 78), List.of(54, 44, 41), List.of(41, 38, 38, 33), List.of(30)),
                rows.stream().map(row -> row.stream().map(Piece::length).toList()).toList());
    }

    @ParameterizedTest @EnumSource(PackingStrategy.class)
    void noTokenIsLostOrDoubledAndNoRowIsTooLong(PackingStrategy strategy) {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            int room = 1 + random.nextInt(100);
            int[] lengths = random.ints(1 + random.nextInt(2500), 0, strategy == PackingStrategy.BFD ? room + 1 : 3 * room + 1).toArray();
            List<List<Piece>> rows = strategy.pack(lengths, room);
            List<BitSet> seen = new ArrayList<>();
            for (int _ : lengths) seen.add(new BitSet());
            for (List<Piece> row : rows) {
                assertTrue(row.stream().mapToInt(Piece::length).sum() <= room);
                for (Piece piece : row) for (int token = piece.from(); token < piece.to(); token++) {
                    assertTrue(!seen.get(piece.example()).get(token), "doubled");
                    seen.get(piece.example()).set(token);
                }
            }
            for (int example = 0; example < lengths.length; example++) assertEquals(lengths[example], seen.get(example).cardinality());
        }
    }

    private static Piece whole(int example, int length) {
        return new Piece(example, 0, length);
    }
}
