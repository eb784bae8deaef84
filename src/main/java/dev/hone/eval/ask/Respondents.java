package dev.hone.eval.ask;

import dev.hone.settings.UserError;
import java.util.Optional;

/// Everybody who takes part in a benchmark.
/// @param model whose score it is
/// @param judge who compares and grades answers, where somebody has to
public record Respondents(Respondent model, Optional<Respondent> judge) {
    /// @throws UserError when there is none
    public Respondent neededJudge() {
        return judge.orElseThrow(() -> new UserError("a judge is missing: name one with --judge-model, and its server with --judge-endpoint"));
    }
}
