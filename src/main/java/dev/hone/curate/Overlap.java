package dev.hone.curate;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Texts that training data shall not contain, such as a benchmark's questions. A text contains one of them when both have 13 words in a
/// row in common, whatever their case and punctuation. Of a text with fewer words all have to be there; with fewer than 8 it is too
/// ordinary to be looked for.
///
/// Runs of words are kept as hashes of 64 bits: among ten million of them, one in a million looked up would be found by mistake.
/// Source: Brown et al. 2020, arXiv:2005.14165, appendix C, whose runs are of 8 to 13 words.
public final class Overlap {
    /// Words in a row that two texts must have in common.
    public static final int WORDS = 13;
    private static final int LEAST = 8;
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    /// Odd, so that no bit of a word is lost.
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /// By the number of words: of each run's hash the first text that has it.
    private final Map<Integer, Map<Long, Integer>> runs = new TreeMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private int ignored;

    /// @param name  of the text that was found
    /// @param words that both have
    public record Found(String name, String words) {}

    /// @param name how [#in] calls the text
    public void add(String name, String text) {
        List<String> words = words(text);
        if (words.size() < LEAST) {
            ignored++;
            return;
        }
        int number = names.size();
        names.put(number, name);
        int length = Math.min(WORDS, words.size());
        Map<Long, Integer> known = runs.computeIfAbsent(length, _ -> new HashMap<>());
        long[] hashes = hashes(words);
        for (int from = 0; from + length <= hashes.length; from++) known.putIfAbsent(hash(hashes, from, length), number);
    }

    /// Texts that are looked for.
    public int texts() {
        return names.size();
    }

    /// Texts that were added and are too short to be looked for.
    public int ignored() {
        return ignored;
    }

    /// The first of the texts that a text contains; empty where it contains none.
    public Optional<Found> in(String text) {
        List<String> words = words(text);
        long[] hashes = hashes(words);
        for (Map.Entry<Integer, Map<Long, Integer>> known : runs.entrySet()) {
            int length = known.getKey();
            for (int from = 0; from + length <= hashes.length; from++) {
                Integer number = known.getValue().get(hash(hashes, from, length));
                if (number != null) return Optional.of(new Found(names.get(number), String.join(" ", words.subList(from, from + length))));
            }
        }
        return Optional.empty();
    }

    private static List<String> words(String text) {
        return NO_WORD.splitAsStream(text.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty()).toList();
    }

    private static long[] hashes(List<String> words) {
        return words.stream().mapToLong(Overlap::hash).toArray();
    }

    private static long hash(String word) {
        long hash = 0;
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) hash = mixed(hash, b);
        return hash;
    }

    private static long hash(long[] hashes, int from, int length) {
        long hash = length;
        for (int i = from; i < from + length; i++) hash = mixed(hash, hashes[i]);
        return hash;
    }

    private static long mixed(long hash, long next) {
        long sum = (hash ^ next) * FACTOR;
        return sum ^ sum >>> 29;
    }
}
