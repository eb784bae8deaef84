package dev.hone.generate;

import java.util.function.Supplier;

/// Turns the tokens of one answer into text as they come, without ever giving half a character.
public interface TextStream {
    /// @return the text that this token completes, often empty
    String accept(int id);

    /// @return what is still held back when the answer ends
    String flush();

    /// For models without a tokenizer: answers are token ids and their text is empty.
    Supplier<TextStream> IDS_ONLY = () -> new TextStream() {
        @Override public String accept(int id) {
            return "";
        }

        @Override public String flush() {
            return "";
        }
    };
}
