/// Learning from one's own answers, by how good they are beside each other. In: prompts or recorded answers, rewards; out: updates of the policy,
/// and a record of every answer. Open first: [dev.hone.algorithm.grpo.Grpo]; what a token costs is [dev.hone.loss.GrpoLoss]'s.
package dev.hone.algorithm.grpo;
