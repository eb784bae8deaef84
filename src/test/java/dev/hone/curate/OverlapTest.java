package dev.hone.curate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverlapTest {
    private static final String QUESTION = "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May.";
    private final Overlap overlap = new Overlap();

    private Optional<String> found(String text) {
        return overlap.in(text).map(Overlap.Found::name);
    }

    @Test void thirteenWordsInARowAreAnOverlap() {
        overlap.add("gsm8k 1", QUESTION);
        String twelve = "sold clips to 48 of her friends in April and then she";
        assertEquals(Optional.empty(), found(twelve + " slept"));
        assertEquals(Optional.of("gsm8k 1"), found(twelve + " sold"));
        assertEquals("sold clips to 48 of her friends in april and then she sold", overlap.in("Yes: " + twelve + " sold").orElseThrow().words());
    }

    @Test void caseAndPunctuationDoNotHideIt() {
        overlap.add("gsm8k 1", QUESTION);
        assertEquals(Optional.of("gsm8k 1"), found("NATALIA -- sold 'clips' to\n48 of her friends (in April) -- and then she: sold half."));
        assertEquals(Optional.empty(), found("Natalia sold half as many clips in May to 48 of her friends, and then she sold clips in April."));
    }

    @Test void aShortTextHasToBeThereWhole() {
        overlap.add("arc 7", "Which of these is not a noble gas?");
        overlap.add("arc 8", "What is ice?");
        assertEquals(Optional.of("arc 7"), found("Question: which of these is not a noble gas? Answer: oxygen"));
        assertEquals(Optional.empty(), found("Which of these is not a gas?"));
        assertEquals(Optional.empty(), found("What is ice?"));
        assertEquals(1, overlap.texts());
        assertEquals(1, overlap.ignored());
    }
}
