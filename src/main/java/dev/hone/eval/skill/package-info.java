/// What a model can do of what the small base model's texts teach. In: held-out tasks and a model's answers; out: scores with intervals, and what changed.
/// Open first: [dev.hone.eval.skill.Exam].
package dev.hone.eval.skill;
