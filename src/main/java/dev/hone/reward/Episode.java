package dev.hone.reward;

import tools.jackson.databind.node.ArrayNode;

/// A conversation in which a model could call tools before it answered.
/// @param messages after the prompt, in order: what the model said (`assistant`, with its `tool_calls`), and what it was told (`tool`)
/// @param calls    of tools, at least 0
/// @param failures how many of them failed: they were no proper calls, or of no tool, or the tool broke down or was too slow
/// @param score    what the environment says that the conversation is worth
public record Episode(ArrayNode messages, int calls, int failures, Score score) {}
