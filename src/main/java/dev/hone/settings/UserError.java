package dev.hone.settings;

/// A mistake that its user can mend: bad input, a missing file, a setting out of range.
/// The message says what is wrong, the value got, what is allowed, where, and what to do; the program
/// prints it alone, without a stack trace, and exits with 2. Anything else that is thrown is a bug.
public final class UserError extends RuntimeException {
    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
