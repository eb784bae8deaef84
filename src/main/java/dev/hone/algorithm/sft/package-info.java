/// Labelled tokens come in, a model that imitates them goes out.
/// Open first: [dev.hone.algorithm.sft.Sft], one step on one screen.
package dev.hone.algorithm.sft;
