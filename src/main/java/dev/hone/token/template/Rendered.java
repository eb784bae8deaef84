package dev.hone.token.template;

import java.util.List;

/// A rendered conversation.
/// @param text           what the model reads
/// @param assistantSpans the stretches of it that `{% generation %}` marks as written by the assistant;
///                       empty when the template marks none
/// @param rounds         the template's ways through the messages, in the order in which they ended
/// @param seams          places where the template's text of one statement ends and that of the next begins, ascending
public record Rendered(String text, List<Span> assistantSpans, List<Round> rounds, List<Integer> seams) {
    /// What a template wrote while a loop of it stood at a message.
    /// @param message the message's place in `messages`
    /// @param span    what was written, often nothing
    public record Round(int message, Span span) { }

    /// The text of a span.
    public String text(Span span) {
        int start = text.offsetByCodePoints(0, span.start());
        return text.substring(start, text.offsetByCodePoints(start, span.length()));
    }
}
