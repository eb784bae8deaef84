package dev.hone.eval.call;

import dev.hone.eval.python.PythonValue;
import java.util.Map;

/// One call that a model wants.
/// @param arguments by name, in the order in which they came
public record FunctionCall(String name, Map<String, PythonValue> arguments) {}
