/// Prompts come in as token ids, answers go out as token ids, text and log-probabilities.
/// Open first: [dev.hone.generate.Generator], then [dev.hone.generate.Scheduler] for who runs when and
/// [dev.hone.generate.Rules] for what happens to scores. Nothing here knows tensors or tokenizers.
package dev.hone.generate;
