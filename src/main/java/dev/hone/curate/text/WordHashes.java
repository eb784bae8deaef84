package dev.hone.curate.text;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;

/// The words of a text as numbers of 64 bits: what is compared of texts is which words they have, not how they are set. A word is a
/// run of letters and digits, in small letters; a character of a script without spaces, such as Chinese, is a word by itself.
public final class WordHashes {
    private static final Hasher64 HASHER = Hashing.wyhashFinal4();
    /// For each ASCII character the one that stands for it in a word, or 0 where it ends one.
    private static final char[] ASCII = new char[128];

    static {
        for (char c = 0; c < ASCII.length; c++) ASCII[c] = Character.isLetterOrDigit(c) ? Character.toLowerCase(c) : 0;
    }

    private WordHashes() {}

    /// @return in the order of the text
    public static long[] of(String text) {
        long[] hashes = new long[text.length() / 5 + 1];
        int count = 0;
        var word = new Letters(new char[32]);
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? 0 : letter(text.charAt(i));
            boolean alone = c > 0x0E00 && standsAlone(c);
            if ((c == 0 || alone) && word.length > 0) {
                if (count == hashes.length) hashes = Arrays.copyOf(hashes, 2 * count);
                hashes[count++] = word.hash();
            }
            if (c != 0) word.add(c);
            if (alone) {
                if (count == hashes.length) hashes = Arrays.copyOf(hashes, 2 * count);
                hashes[count++] = word.hash();
            }
        }
        return Arrays.copyOf(hashes, count);
    }

    /// The number of a word as it is written.
    static long ofOne(String word) {
        return HASHER.hashCharsToLong(word);
    }

    private static char letter(char c) {
        if (c < ASCII.length) return ASCII[c];
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c) ? Character.toLowerCase(c) : 0;
    }

    /// Thai, Lao, Khmer, Myanmar, kana and ideographs.
    private static boolean standsAlone(char c) {
        return c < 0x0F00 || c >= 0x1000 && c < 0x10A0 || c >= 0x1780 && c < 0x1800 || c >= 0x3040 && c < 0x3100 || Character.isIdeographic(c);
    }

    /// The hash of each group of words that follow each other. A text with fewer words is one group; one without words has none.
    /// @param size words of a group, at least 1
    public static long[] groups(long[] words, int size) {
        if (words.length == 0) return words;
        int length = Math.min(size, words.length);
        long[] groups = new long[words.length - length + 1];
        for (int i = 0; i < groups.length; i++) {
            long hash = length;
            for (int j = i; j < i + length; j++) hash = hash * 0x9E3779B97F4A7C15L + words[j];
            groups[i] = HASHER.hashLongToLong(hash);
        }
        return groups;
    }

    /// The letters of the word that is being read, in an array that serves all words.
    private static final class Letters implements CharSequence {
        private char[] letters;
        private int length;

        private Letters(char[] letters) {
            this.letters = letters;
        }

        private void add(char c) {
            if (length == letters.length) letters = Arrays.copyOf(letters, 2 * length);
            letters[length++] = c;
        }

        /// Of the word, which ends here.
        private long hash() {
            long hash = HASHER.hashCharsToLong(this);
            length = 0;
            return hash;
        }

        @Override public int length() {
            return length;
        }

        @Override public char charAt(int at) {
            return letters[at];
        }

        @Override public CharSequence subSequence(int from, int to) {
            return new String(letters, from, to - from);
        }
    }
}
