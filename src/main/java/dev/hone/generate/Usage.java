package dev.hone.generate;

/// What a request took. Times are the request's own wall times; requests that run together share them.
///
/// @param promptTokens   tokens of the prompt, counted once however many answers share it
/// @param cachedTokens   those of them that a [Session] remembered or a prompt beside it had in common, so that they were not computed
/// @param newTokens      tokens of all answers
/// @param queueSeconds   from submission until its prompt was begun
/// @param prefillSeconds from there to the first token
/// @param decodeSeconds  from there to the end of the last answer
public record Usage(int promptTokens, int cachedTokens, int newTokens, double queueSeconds, double prefillSeconds, double decodeSeconds) {}
