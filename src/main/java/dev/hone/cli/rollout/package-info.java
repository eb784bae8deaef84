/// Commands that learn from the model's own answers: grpo and ppo. In: prompts and rewards, or recorded answers; out: a run and its answers.
/// Open first: [dev.hone.cli.rollout.GrpoCommand], then [dev.hone.cli.rollout.RolloutJob].
package dev.hone.cli.rollout;
