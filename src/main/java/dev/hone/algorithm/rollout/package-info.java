/// Answers that a policy gives, for algorithms that learn from their own answers. In: prompts or recorded answers, rewards; out: generations of
/// answers with what the policy, its reference and the rewards say of them, kept in files. Open first: [dev.hone.algorithm.rollout.Rollout],
/// then [dev.hone.algorithm.rollout.Policy].
package dev.hone.algorithm.rollout;
