/// Whether a second model does better or worse than a first one. In: the marks of both on the same items; out: effects with intervals, verdicts.
/// Open first: [dev.hone.eval.compare.Comparison].
package dev.hone.eval.compare;
