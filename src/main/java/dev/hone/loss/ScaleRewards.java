package dev.hone.loss;

/// By the spread of what rewards are divided, by TRL's names (`scale_rewards`).
public enum ScaleRewards {
    /// Of the answer's group: groups that are nearly of one mind count as much as divided ones.
    GROUP,
    /// Of all answers that were sampled together.
    BATCH,
    /// By nothing: Liu et al. 2025, arXiv:2503.20783 (Dr. GRPO).
    NONE
}
