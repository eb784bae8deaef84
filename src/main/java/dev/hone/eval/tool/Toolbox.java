package dev.hone.eval.tool;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Tools bound to data of their own. What they are called and take stands with a benchmark's files; here is what they do.
public interface Toolbox {
    /// What a tool answers, after it has changed the data: a text, or what is sent as JSON.
    /// @throws Refusal          where it does not do it, with what the caller is told
    /// @throws UnknownToolFault where there is no such tool
    JsonNode call(String name, Arguments arguments);

    /// Names that a task's preparation and its assertions use, and that nobody else may call.
    default Set<String> backstage() {
        return Set.of();
    }

    /// A tool refuses; the message is for the caller.
    final class Refusal extends RuntimeException {
        public Refusal(String message) {
            super(message);
        }
    }

    /// There is no tool of that name.
    final class UnknownToolFault extends RuntimeException {
        public UnknownToolFault(String name) {
            super(name);
        }
    }
}
