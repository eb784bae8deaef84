/// Learning from one's own answers with a critic, which says token by token what is to be expected. In: answers with their rewards; out: updates
/// of the policy and of the critic. Open first: [dev.hone.algorithm.ppo.Ppo]; what a token costs is [dev.hone.loss.PpoLoss]'s.
package dev.hone.algorithm.ppo;
