package dev.hone.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// A tensor operation that could not be done: one sentence with the operation, the shapes of its operands, and
/// libtorch's reason cut to what a reader can use.
public final class TensorError extends RuntimeException {
    /// libtorch appends stack frames and build paths from here on.
    private static final Pattern NOISE = Pattern.compile(
            "(?s)(\\s*Exception raised from|\\n\\s*frame #|\\n\\s*C\\+\\+ CapturedTraceback|\\s*CPU: registered at|\\s*\\(?this error can be).*");
    private static final Pattern FIRST_SENTENCE = Pattern.compile("(?s)^(.{0,300}?[.!])\\s.*");

    private TensorError(String message, Throwable cause) {
        super(message, cause);
    }

    /// Runs an operation; a failure of libtorch becomes a TensorError that names it and its operands.
    static <T> T naming(String operation, Supplier<T> call, Tensor first, Tensor... others) {
        try {
            return call.get();
        } catch (TensorError | IllegalStateException alreadyClear) {
            throw alreadyClear;
        } catch (RuntimeException | OutOfMemoryError fault) {
            throw new TensorError(operation + " of " + shapes(first, others) + ": " + firstSentence(String.valueOf(fault.getMessage())), fault);
        }
    }

    static String firstSentence(String message) {
        String text = NOISE.matcher(message).replaceFirst("").strip();
        return FIRST_SENTENCE.matcher(text).replaceFirst("$1").replaceAll("\\s+", " ");
    }

    private static String shapes(Tensor first, Tensor... others) {
        List<String> shapes = new ArrayList<>();
        if (first != null) shapes.add(first.toString());
        for (Tensor other : others) shapes.add(other.toString());
        return shapes.isEmpty() ? "nothing" : String.join(" and ", shapes);
    }
}
