/// Pairs of a better and a worse answer come in, a model that gives better ones a higher score goes out.
/// Open first: [dev.hone.algorithm.reward.RewardTraining].
package dev.hone.algorithm.reward;
