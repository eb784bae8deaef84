/// Saved answers come in, verdicts and scores with intervals go out, by the official rules of each benchmark.
/// Open first: [dev.hone.eval.Benchmark]; then [dev.hone.eval.benchmark.IfEval] for how one looks.
package dev.hone.eval;
