package dev.hone.reward.math;

/// What was found in a text.
/// @param object what it means, or null when nothing that was found could be read
/// @param text   what was found first, straightened; null when nothing was
record Extracted(MathObject object, String text) {
    static final Extracted NOTHING = new Extracted(null, null);
}
