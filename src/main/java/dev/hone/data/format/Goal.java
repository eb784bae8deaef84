package dev.hone.data.format;

/// What a format's examples teach.
public enum Goal {
    /// To write such text: pre-training and supervised fine-tuning.
    TEXT,
    /// To prefer one answer to another: preference learning, reward models.
    PREFERENCE,
    /// To tell good answers from bad ones, each judged by itself.
    VERDICT,
    /// Nothing by itself: a prompt to be answered, in reinforcement learning.
    PROMPT
}
