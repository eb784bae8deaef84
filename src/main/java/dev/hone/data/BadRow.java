package dev.hone.data;

/// A row that cannot be learned from: broken, or not what its format asks for. The rows after it can still be read, so
/// the run decides whether to stop (`on_bad_row: stop`) or to go on without it (`skip`).
public final class BadRow extends RuntimeException {
    private final String file;
    private final long number;
    private final String reason;

    public BadRow(String file, long number, String reason) {
        this(file, number, reason, null);
    }

    public BadRow(String file, long number, String reason, Throwable cause) {
        super(file + ":" + number + ": " + reason, cause);
        this.file = file;
        this.number = number;
        this.reason = reason;
    }

    public BadRow(Row row, String reason) {
        this(row.file(), row.number(), reason);
    }

    public String file() {
        return file;
    }

    /// The line or row, as in [Row].
    public long number() {
        return number;
    }

    /// What is wrong, without the place.
    public String reason() {
        return reason;
    }
}
