package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Rollout;

/// An answer with what it teaches. A place is where the critic speaks, see [dev.hone.loss.AnswerPlaces].
/// @param values     what the critic said when the answer was sampled, `[places]`
/// @param advantages by how much each token went better than expected, whitened over the generation, `[tokens]`
/// @param returns    what the critic should have said, `[places]`
record Lesson(Rollout rollout, float[] values, float[] advantages, float[] returns) {}
