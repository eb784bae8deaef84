/// Commands that tell how good models are, and whether one is worse than another. In: benchmarks and who is asked, or saved answers;
/// out: verdicts, a summary, a page. Open first: [dev.hone.cli.eval.EvalCommand], then [dev.hone.cli.eval.CompareCommand].
package dev.hone.cli.eval;
