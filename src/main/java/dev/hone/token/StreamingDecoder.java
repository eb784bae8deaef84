package dev.hone.token;

import java.util.Arrays;

/// Turns ids into text one by one, for showing an answer while it is written. A character whose bytes are spread over
/// several tokens comes out only when it is whole. All pieces together are what [Tokenizer#decode] gives for all ids.
///
/// Each step decodes a short window: the ids whose text is already out but may join with what follows, and the new ones.
/// One decoder serves one text and one thread.
public final class StreamingDecoder {
    private static final char HALF = '\uFFFD';

    private final Tokenizer tokenizer;
    private final boolean skipSpecialTokens;
    private int[] window = new int[16];
    private int shown;
    private int size;

    public StreamingDecoder(Tokenizer tokenizer, boolean skipSpecialTokens) {
        this.tokenizer = tokenizer;
        this.skipSpecialTokens = skipSpecialTokens;
    }

    /// Takes the next id and returns the text that is certain now, which may be empty.
    public String add(int id) {
        if (size == window.length) window = Arrays.copyOf(window, size * 2);
        window[size++] = id;
        return take(false);
    }

    /// Returns what is left at the end of the text, half a character included, and starts afresh.
    public String flush() {
        String rest = take(true);
        size = 0;
        shown = 0;
        return rest;
    }

    private String take(boolean all) {
        String before = decode(shown);
        String now = decode(size);
        boolean isHalf = !now.isEmpty() && now.charAt(now.length() - 1) == HALF;
        if (now.length() <= before.length() || isHalf && !all) return "";
        // What was new becomes the context of what comes next; older ids cannot change any more.
        System.arraycopy(window, shown, window, 0, size - shown);
        size -= shown;
        shown = size;
        return now.substring(before.length());
    }

    private String decode(int count) {
        return tokenizer.decode(Arrays.copyOf(window, count), skipSpecialTokens);
    }
}
