package dev.hone.curate;

import java.util.List;

/// An answer as it should have been is better than as it was: how a model's name is changed.
/// @param rules applied one after another
public record Correction(List<Substitution> rules) {
    public Correction {
        rules = List.copyOf(rules);
    }

    public PairOutcome of(String answer) {
        String corrected = answer;
        for (Substitution rule : rules) corrected = rule.applyTo(corrected);
        return corrected.equals(answer) ? new PairOutcome.None("no rule changes the answer") : new PairOutcome.Pair(corrected, answer);
    }
}
