package dev.hone.report;

/// How a run ended.
/// @param words what happened, in a sentence
public record Ending(Kind kind, String words) {
    public enum Kind {
        FINISHED("✓", "Finished"), STOPPED("■", "Stopped"), FAILED("✕", "Failed");

        final String sign;
        final String word;

        Kind(String sign, String word) {
            this.sign = sign;
            this.word = word;
        }
    }
}
