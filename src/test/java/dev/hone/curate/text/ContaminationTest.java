package dev.hone.curate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContaminationTest {
    @Test void theShareIsOfTheItemsWords() {
        var items = new Contamination(3);
        items.add("long", "one two three four five six seven eight");
        items.add("short", "who are");
        // Groups "two three four" and "three four five" cover words 2 to 5: 4 of 8.
        var found = items.worst("He said: Two, three, four, five! And that was all.").orElseThrow();
        assertEquals("long", found.item());
        assertEquals(0.5, found.share());
        assertTrue(items.worst("three four two five one").isEmpty());
    }

    @Test void anItemOfFewWordsHasToBeTheWholeText() {
        var items = new Contamination(3);
        items.add("short", "Who are?");
        assertEquals("short", items.same("who are").orElseThrow().item());
        assertTrue(items.same("who").isEmpty());
        assertTrue(items.worst("who are you then").isEmpty());
        assertTrue(items.same("").isEmpty());
    }
}
