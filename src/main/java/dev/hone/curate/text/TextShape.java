package dev.hone.curate.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// A text cut as rules of quality count it.
/// @param words      between white space
/// @param lines      that are not blank, without the space around them
/// @param paragraphs between blank lines
public record TextShape(String text, List<String> words, List<String> lines, List<String> paragraphs) {
    private static final Pattern SPACE = Pattern.compile("(?U)\\s+"), BLANK_LINE = Pattern.compile("\\R\\s*\\R");

    public static TextShape of(String text) {
        return new TextShape(text, words(text), text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList(),
                BLANK_LINE.splitAsStream(text).map(String::strip).filter(paragraph -> !paragraph.isEmpty()).toList());
    }

    /// The words between white space.
    public static List<String> words(String text) {
        String inside = text.strip();
        return inside.isEmpty() ? List.of() : List.of(SPACE.split(inside));
    }

    /// The lengths of texts together, in characters.
    public static long characters(List<String> texts) {
        long sum = 0;
        for (String text : texts) sum += text.length();
        return sum;
    }

    /// Those that have been there before, again.
    public static List<String> repeated(List<String> texts) {
        var seen = new HashSet<String>();
        List<String> repeated = new ArrayList<>();
        for (String text : texts) if (!seen.add(text)) repeated.add(text);
        return repeated;
    }

    /// The characters that the most frequent group of words covers, as a part of those of all words; 0 where no group comes twice.
    public double shareOfTopGroup(int size) {
        long[] groups = groups(size);
        var counts = new HashMap<Long, Integer>();
        int best = 1;
        long characters = 0;
        for (int i = 0; i < groups.length; i++) {
            int count = counts.merge(groups[i], 1, Integer::sum);
            if (count > best) {
                best = count;
                characters = (long) count * characters(words.subList(i, i + size));
            }
        }
        return (double) characters / Math.max(1, characters(words));
    }

    /// The characters of words in groups that have been there before, as a part of those of all words; each word counts once.
    public double shareOfRepeatedGroups(int size) {
        long[] groups = groups(size);
        var seen = new HashSet<Long>();
        long characters = 0;
        for (int i = 0, counted = 0; i < groups.length; i++) {
            if (seen.add(groups[i])) continue;
            characters += characters(words.subList(Math.max(i, counted), i + size));
            counted = i + size;
        }
        return (double) characters / Math.max(1, characters(words));
    }

    private long[] groups(int size) {
        if (words.size() < size) return new long[0];
        long[] hashes = new long[words.size()];
        for (int i = 0; i < hashes.length; i++) hashes[i] = WordHashes.ofOne(words.get(i));
        return WordHashes.groups(hashes, size);
    }
}
