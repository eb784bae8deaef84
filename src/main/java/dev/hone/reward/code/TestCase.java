package dev.hone.reward.code;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What a program is asked, and how its answer is known to be right.
public sealed interface TestCase {
    /// Input on standard input, and what must stand on standard output ([TextOutput#same]).
    record Console(String input, String expected) implements TestCase {}

    /// A call of a function, or of a method of the class `Solution`, and what it must return.
    record Call(String function, ArrayNode arguments, JsonNode expected) implements TestCase {}

    /// Statements of Python that must not raise, such as `assert f(1) == 2`. They run in the program's own process, which may cheat:
    /// whatever can be written as one of the others is better written so.
    record Statement(String text) implements TestCase {}
}
