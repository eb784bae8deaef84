/// Checkpoint settings and weights come in, a causal language model goes out, which turns token ids into log-probabilities.
/// One file a family. Open first: [dev.hone.model.CausalLm], then [dev.hone.model.Llama], then [dev.hone.model.LogProbs].
package dev.hone.model;
