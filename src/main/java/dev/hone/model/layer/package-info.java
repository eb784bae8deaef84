/// The parts of a decoder, as data that two readers share: each layer computes itself on tensors for training and scoring,
/// and shows its weights and settings to an inference engine of its own kind.
/// Open first: [dev.hone.model.layer.DecoderBlock], then [dev.hone.model.layer.GroupedAttention].
package dev.hone.model.layer;
