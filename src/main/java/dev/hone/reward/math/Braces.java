package dev.hone.reward.math;

/// Finds the braces that belong together.
final class Braces {
    private Braces() {}

    /// Where the brace that is open at this place closes; -1 when it does not.
    static int close(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == '{') depth++;
            else if (text.charAt(i) == '}' && --depth == 0) return i;
        }
        return -1;
    }
}
