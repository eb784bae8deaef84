package dev.hone.cli.eval;

import dev.hone.eval.ask.Respondent;

/// Somebody to ask, open.
/// @param identity all that the answers depend on besides the question
/// @param parallel questions that are put at the same time
/// @param closing  ends it
record OpenRespondent(Respondent respondent, String identity, int parallel, Runnable closing) implements AutoCloseable {
    @Override public void close() {
        closing.run();
    }
}
