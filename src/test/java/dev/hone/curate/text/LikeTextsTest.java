package dev.hone.curate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LikeTextsTest {
    private static final int GROUP = 5;
    private final SplittableRandom random = new SplittableRandom(7);

    @Test void aWordIsARunOfLettersAndDigitsInSmallLetters() {
        assertEquals(3, WordHashes.of("Two  words, 2!").length);
        assertEquals(WordHashes.of("two words 2")[1], WordHashes.of("TWO-Words (2)")[1]);
        assertEquals(3, WordHashes.of("日本語").length);
        assertEquals(2, WordHashes.of("naïve Ünsinn").length);
        assertEquals(0, WordHashes.of(" ,.! ").length);
    }

    @Test void groupsFollowEachOther() {
        long[] words = WordHashes.of("a b c d");
        assertEquals(2, WordHashes.groups(words, 3).length);
        // fewer words than a group: all of them are one
        assertEquals(1, WordHashes.groups(words, 9).length);
        assertEquals(0, WordHashes.groups(WordHashes.of(""), 3).length);
    }

    @Test void theSketchEstimatesTheLikeness() {
        // With 128 entries the standard deviation is sqrt(J (1 - J) / 128), at most 0.044; the mean of 50 is within 0.02.
        for (double changed : new double[] {0.01, 0.03, 0.08}) {
            double error = 0;
            for (int i = 0; i < 50; i++) {
                long[] one = groups(text(300)), other = groups(altered(lastText, changed));
                double off = MinHash.likeness(MinHash.of(one), MinHash.of(other)) - jaccard(one, other);
                assertTrue(Math.abs(off) < 0.2, "off by " + off);
                error += off / 50;
            }
            assertTrue(Math.abs(error) < 0.02, "off by " + error + " on average");
        }
    }

    @Test void bandsFindNearlyAllThatAreLike() {
        for (double threshold : new double[] {0.5, 0.7, 0.8, 0.9, 1}) {
            int rows = LikeTexts.rows(threshold), bands = MinHash.SIZE / rows;
            assertTrue(1 - Math.pow(1 - Math.pow(threshold, rows), bands) >= 0.98, "at " + threshold);
        }
    }

    /// 1,000 texts, of each a copy with some words changed: those whose true likeness is clearly above the threshold are found, those clearly below are not.
    @Test void plantedCopiesAreFoundAndOthersAreNot() {
        double threshold = 0.8, sure = 0.07;
        int wanted = 0, found = 0, wrong = 0, claimed = 0;
        var index = new LikeTexts(threshold);
        for (int i = 0; i < 1000; i++) {
            long[] original = groups(text(120));
            index.add(MinHash.of(original));
            long[] copy = groups(altered(lastText, random.nextDouble() * 0.1));
            double likeness = jaccard(original, copy);
            boolean hit = index.firstLike(MinHash.of(copy)) == i;
            if (likeness >= threshold + sure) {
                wanted++;
                if (hit) found++;
            }
            if (hit) {
                claimed++;
                if (likeness < threshold - sure) wrong++;
            }
        }
        assertTrue(wanted > 100 && claimed > 100, wanted + " " + claimed);
        assertTrue(found >= 0.99 * wanted, "recall " + found + " of " + wanted);
        assertTrue(wrong <= 0.01 * claimed, "precision " + wrong + " wrong of " + claimed);
    }

    private List<String> lastText;

    private List<String> text(int words) {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < words; i++) text.add("w" + random.nextInt(5000));
        return lastText = text;
    }

    private List<String> altered(List<String> text, double share) {
        return text.stream().map(word -> random.nextDouble() < share ? "x" + random.nextInt() : word).toList();
    }

    private static long[] groups(List<String> words) {
        return WordHashes.groups(WordHashes.of(String.join(" ", words)), GROUP);
    }

    private static double jaccard(long[] one, long[] other) {
        Set<Long> all = new HashSet<>(), first = new HashSet<>(), both = new HashSet<>();
        for (long group : one) first.add(group);
        all.addAll(first);
        for (long group : other) {
            all.add(group);
            if (first.contains(group)) both.add(group);
        }
        return (double) both.size() / all.size();
    }
}
