package dev.hone.eval;

/// How far a benchmark's verdicts can be trusted; said wherever its score is.
/// @param exact  whether recorded verdicts of the official checker prove that ours are the same
/// @param source the official checker, and for an experimental one what differs
public record Standing(boolean exact, String source) {
    public static Standing exact(String source) {
        return new Standing(true, source);
    }

    public static Standing experimental(String source) {
        return new Standing(false, source);
    }

    /// `exact` or `experimental`.
    public String label() {
        return exact ? "exact" : "experimental";
    }
}
