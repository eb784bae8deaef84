/// Prompts with answers come in, numbers that say how good the answers are go out.
/// Open first: [dev.hone.reward.Reward], then [dev.hone.reward.Rewards] for the catalogue, [dev.hone.reward.RewardRunner]
/// for how several run side by side, [dev.hone.reward.RewardModel] for a model that gives the numbers, and [dev.hone.reward.sandbox.Sandboxes] for programs that a model wrote.
package dev.hone.reward;
