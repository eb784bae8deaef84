/// Pairs of a better and a worse answer, or answers with a verdict, come in; a model that prefers the better ones goes out.
/// Open first: [dev.hone.algorithm.dpo.Dpo], one step on one screen; then [dev.hone.algorithm.dpo.PreferenceLoss], what a micro-batch costs.
package dev.hone.algorithm.dpo;
