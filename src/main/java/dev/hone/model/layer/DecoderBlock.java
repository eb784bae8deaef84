package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// One block of a decoder: attention, then the feed-forward layer, each added to what came in.
/// Families differ in where they norm; a norm they do not have is null.
/// @param residualScale factor on what attention and the feed-forward layer add; 1 in most families
public record DecoderBlock(RmsNorm beforeAttention, Attention attention, RmsNorm afterAttention,
        RmsNorm beforeMlp, FeedForward mlp, RmsNorm afterMlp, double residualScale) {

    /// @param x `[N, D]`
    /// @return `[N, D]`
    public Tensor forward(Tensor x, Pass pass) {
        Tensor taken = normed(afterAttention, attention.forward(normed(beforeAttention, x), pass));
        Tensor between = x.add(scaled(taken));
        Tensor made = normed(afterMlp, mlp.forward(normed(beforeMlp, between), pass));
        return between.add(scaled(made));
    }

    private static Tensor normed(RmsNorm norm, Tensor x) {
        return norm == null ? x : norm.forward(x);
    }

    private Tensor scaled(Tensor x) {
        return residualScale == 1 ? x : x.mul(residualScale);
    }
}
