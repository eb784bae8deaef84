package dev.hone.eval.ask;

import dev.hone.settings.UserError;
import java.util.Optional;

/// Everybody who takes part in a benchmark.
/// @param model       whose score it is
/// @param judge       who compares and grades answers, where somebody has to
/// @param secondJudge who is asked the same, to see how far the two agree
/// @param user        who speaks with the model, where somebody has to
public record Respondents(Respondent model, Optional<Respondent> judge, Optional<Respondent> secondJudge, Optional<Respondent> user) {
    /// A model that is judged by rules alone and talks to nobody.
    public static Respondents of(Respondent model) {
        return new Respondents(model, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// @throws UserError when there is none
    public Respondent neededJudge() {
        return judge.orElseThrow(() -> new UserError("a judge is missing: name one with --judge-model, and its server with --judge-endpoint"));
    }

    /// @throws UserError when there is none
    public Respondent neededUser() {
        return user.orElseThrow(() -> new UserError("somebody who plays the user is missing: name a model with --user-model, and its server with --user-endpoint"));
    }
}
