/// Learning from one's own answers, by how good they are beside each other. In: groups of answers with their rewards; out: updates of the policy.
/// Open first: [dev.hone.algorithm.grpo.Grpo]; what a token costs is [dev.hone.loss.GrpoLoss]'s.
package dev.hone.algorithm.grpo;
