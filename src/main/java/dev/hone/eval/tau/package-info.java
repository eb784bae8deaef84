/// The data of a shop, an airline or a task list comes in, and what its tools answer and change goes out. Open first:
/// [dev.hone.eval.tau.World]; then [dev.hone.eval.tau.Retail] for how one looks.
package dev.hone.eval.tau;
