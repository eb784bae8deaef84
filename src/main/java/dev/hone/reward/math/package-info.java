/// A right answer and a model's text come in, whether they say the same goes out, as HF's math-verify judges.
/// Open first: [dev.hone.reward.math.MathVerifier]. The stages: [dev.hone.reward.math.AnswerExtractor] finds what the answer may
/// be, [dev.hone.reward.math.LatexCleaner] straightens it, [dev.hone.reward.math.LatexParser] makes an object of it,
/// [dev.hone.reward.math.Equality] compares two objects.
package dev.hone.reward.math;
