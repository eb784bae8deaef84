package dev.hone.curate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.curate.text.Topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final String[][] THEMES = {{"harbour", "sail", "captain", "timber", "anchor"}, {"flour", "oven", "crust", "dough", "yeast"}, {"planet", "orbit", "moon", "comet", "telescope"}};

    @Test void textsWithTheSameWordsAreOneTopic() {
        var random = new SplittableRandom(5);
        List<String> texts = new ArrayList<>();
        int[] sizes = {20, 12, 8};
        for (int theme = 0; theme < 3; theme++) for (int i = 0; i < sizes[theme]; i++) {
            int out = random.nextInt(5);
            var text = new StringBuilder("Please tell me something about it");
            for (int word = 0; word < 5; word++) if (word != out) text.append(' ').append(THEMES[theme][word]);
            texts.add(text.toString());
        }
        List<Topic> topics = Topics.of(texts, 3);
        assertEquals(3, topics.size(), topics.toString());
        for (int theme = 0; theme < 3; theme++) {
            assertEquals(sizes[theme], topics.get(theme).texts());
            // "Please" and what else is in more than half of the texts tells nothing.
            assertTrue(List.of(THEMES[theme]).containsAll(topics.get(theme).words()), topics.toString());
        }
    }

    @Test void textsWithNothingInCommonHaveNoTopic() {
        assertEquals(List.of(), Topics.of(List.of("one two three", "four five six", ""), 8));
        assertEquals(List.of(), Topics.of(List.of(), 8));
    }
}
