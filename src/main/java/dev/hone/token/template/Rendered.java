package dev.hone.token.template;

import java.util.List;

/// A rendered conversation.
/// @param text           what the model reads
/// @param assistantSpans the stretches of it that `{% generation %}` marks as written by the assistant;
///                       empty when the template marks none
public record Rendered(String text, List<Span> assistantSpans) { }
