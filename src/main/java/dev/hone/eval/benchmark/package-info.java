/// The benchmarks, one file each with its prompt, its extraction, its verdict and what the score is made of. A saved answer
/// comes in, a verdict goes out. Open first: [dev.hone.eval.benchmark.Benchmarks].
package dev.hone.eval.benchmark;
