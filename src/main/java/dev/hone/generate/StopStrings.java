package dev.hone.generate;

import java.util.List;

/// Finds stop strings in a text that comes in pieces, and holds back what may be the beginning of one.
/// The first to end counts, and of several that end together the longest, so it does not matter where the pieces are cut.
final class StopStrings {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopStrings(List<String> stops) {
        this.stops = stops;
    }

    /// @param armed false before the minimum length: a stop string that ends in this piece is ordinary text
    /// @return text that may be shown; nothing more once one is [#found]
    String accept(String piece, boolean armed) {
        if (stops.isEmpty()) return piece;
        for (int i = 0; i < piece.length() && !found; i++) {
            held.append(piece.charAt(i));
            int length = armed ? longestAtEnd() : 0;
            if (length > 0) {
                held.setLength(held.length() - length);
                found = true;
            }
        }
        return release(found ? 0 : beginningAtEnd());
    }

    /// What was held back and turned out to be ordinary text.
    String flush() {
        return release(0);
    }

    boolean found() {
        return found;
    }

    private String release(int keep) {
        String text = held.substring(0, held.length() - keep);
        held.delete(0, text.length());
        return text;
    }

    private int longestAtEnd() {
        int longest = 0;
        for (String stop : stops) if (stop.length() > longest && endsWith(stop, stop.length())) longest = stop.length();
        return longest;
    }

    /// The longest end of the held text with which some stop string begins.
    private int beginningAtEnd() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (endsWith(stop, length)) longest = length;
            }
        }
        return longest;
    }

    private boolean endsWith(String stop, int length) {
        int start = held.length() - length;
        if (start < 0) return false;
        for (int i = 0; i < length; i++) if (held.charAt(start + i) != stop.charAt(i)) return false;
        return true;
    }
}
