package dev.hone.token.template;

/// Why a template could not be read or rendered, and on which of its lines (0: not known).
public final class TemplateError extends RuntimeException {
    /// Who is to blame: the template's text, the template on purpose (`raise_exception`), an operation
    /// that its data does not allow, or a template that wants too much time or memory.
    public enum Kind { SYNTAX, RAISED, FAILED, LIMIT }

    private final Kind kind;
    private final int line;

    TemplateError(Kind kind, String message, int line) {
        super(message);
        this.kind = kind;
        this.line = line;
    }

    static TemplateError syntax(String message, int line) {
        return new TemplateError(Kind.SYNTAX, message, line);
    }

    static TemplateError failed(String message) {
        return new TemplateError(Kind.FAILED, message, 0);
    }

    static TemplateError limit(String message) {
        return new TemplateError(Kind.LIMIT, message, 0);
    }

    /// The same failure, placed on a line unless it already knows its own.
    TemplateError at(int where) {
        if (line > 0) return this;
        var placed = new TemplateError(kind, getMessage(), where);
        placed.setStackTrace(getStackTrace());
        return placed;
    }

    public Kind kind() {
        return kind;
    }

    public int line() {
        return line;
    }
}
