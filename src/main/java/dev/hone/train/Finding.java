package dev.hone.train;

/// Something about a run that will not go as its user expects.
/// @param severity whether it stops the run before its first step
/// @param code     names the kind of finding, the same in every run: `end_never_trained`, ...
/// @param message  what is wrong, with the numbers
/// @param remedy   what to do about it
public record Finding(Severity severity, String code, String message, String remedy) {
    public enum Severity { REFUSE, WARN }

    @Override public String toString() {
        return message + "; " + remedy;
    }
}
