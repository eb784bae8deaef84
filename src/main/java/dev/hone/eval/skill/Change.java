package dev.hone.eval.skill;

import dev.hone.data.corpus.Skill;
import dev.hone.eval.compare.Comparison;
import dev.hone.eval.compare.Outcome;

/// How a model has changed in one skill.
public record Change(Skill skill, Comparison comparison, Outcome outcome) {}
