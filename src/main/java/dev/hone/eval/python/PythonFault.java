package dev.hone.eval.python;

/// A text is no Python, or Python would raise an error on it.
public final class PythonFault extends RuntimeException {
    public PythonFault(String message) {
        super(message);
    }
}
