package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class StreamingDecoderTest {
    private static Tokenizer tokenizer;

    @BeforeAll static void open() {
        tokenizer = Tokenizer.open(Fixtures.path(Fixtures.TINY));
    }

    @AfterAll static void close() {
        tokenizer.close();
    }

    @Test void noPieceShowsHalfACharacter() {
        for (String text : List.of("plain words", "naïve é 你好 😀", "👩‍👩‍👧 family, 🏳️‍🌈 flag, é by combining", "\u0000\r\n\t", " ", "<|im_start|>x<|im_end|>")) {
            List<String> pieces = pieces(tokenizer.encode(text, false));
            for (String piece : pieces) assertFalse(piece.contains("\uFFFD"), piece);
            assertEquals(text, String.join("", pieces));
        }
    }

    @Test void aCutCharacterComesOutAtTheEnd() {
        int[] ids = tokenizer.encode("ok 😀", false);
        int[] cut = IntStream.range(0, ids.length - 1).map(i -> ids[i]).toArray();
        assertEquals(tokenizer.decode(cut, false), String.join("", pieces(cut)));
    }

    @Test void piecesMakeUpTheWholeOfAnyIds() {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            int[] ids = random.ints(1 + random.nextInt(30), 0, tokenizer.vocabularySize()).toArray();
            assertEquals(tokenizer.decode(ids, false), String.join("", pieces(ids)));
        }
    }

    private static List<String> pieces(int[] ids) {
        var decoder = new StreamingDecoder(tokenizer, false);
        List<String> pieces = new ArrayList<>();
        for (int id : ids) pieces.add(decoder.add(id));
        pieces.add(decoder.flush());
        return pieces;
    }
}
