/// Comes in: texts, conversations, pairs of answers. Goes out: one number for each that says how good it is.
/// Open [RewardModel] first.
package dev.hone.reward;
