/// Saved answers come in, or a benchmark's questions and who is to answer them; verdicts and scores with intervals go out, by the official
/// rules of each benchmark. Open first: [dev.hone.eval.Benchmark]; [dev.hone.eval.SuiteRun] for how one is asked; then [dev.hone.eval.benchmark.IfEval] for how one looks.
package dev.hone.eval;
