package dev.hone.token;

import dev.hone.token.template.Span;

import java.util.List;

/// A conversation as a model reads it.
/// @param text          as the chat template renders it
/// @param ids           its tokens; the template wrote every special token, so none was added
/// @param assistantMask for each token whether the assistant wrote it; all false when the template marks nothing
public record ChatTokens(String text, int[] ids, boolean[] assistantMask) {
    /// A token belongs to the assistant when it covers any part of one of its spans, as in transformers;
    /// a span that no token starts in ends the marking.
    static boolean[] mask(Encoding encoding, List<Span> spans) {
        boolean[] mask = new boolean[encoding.ids().length];
        for (Span span : spans) {
            int first = encoding.tokenAt(span.start());
            if (first < 0) break;
            int last = encoding.tokenAt(span.end() - 1);
            int end = last > 0 ? last + 1 : mask.length;
            for (int i = first; i < end; i++) mask[i] = true;
        }
        return mask;
    }
}
