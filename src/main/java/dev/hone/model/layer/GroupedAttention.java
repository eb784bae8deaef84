package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// Multi-head attention in which neighbouring query heads share a key and value head.
/// Source: Ainslie et al. 2023, arXiv:2305.13245.
/// @param qNorm,kNorm    norms of queries and keys before they are turned, or null
/// @param normWholeWidth whether those norms go over all heads together (OLMo 2) rather than over each head
/// @param rope           null in layers without positions
/// @param window         how many keys back a query sees, itself included; 0 is all
/// @param scale          factor on the scores before softmax
/// @param softcap        scores go through `softcap · tanh(score / softcap)`; 0 is not
public record GroupedAttention(Linear q, Linear k, Linear v, Linear o, RmsNorm qNorm, RmsNorm kNorm, boolean normWholeWidth,
        int heads, int kvHeads, int headDim, Rope rope, int window, double scale, double softcap) implements Attention {

    @Override public Tensor forward(Tensor x, Pass pass) {
        Tensor queries = turned(split(q, qNorm, heads, x, pass), pass);
        Tensor keys = turned(split(k, kNorm, kvHeads, x, pass), pass);
        Tensor values = split(v, null, kvHeads, x, pass);
        Tensor taken = new SegmentAttention(window, scale, softcap).over(queries, keys, values, pass);
        return o.forward(taken.to(x.dtype()).reshape(-1, (long) heads * headDim), pass);
    }

    /// `[N, heads, headDim]`
    private Tensor split(Linear projection, RmsNorm norm, int heads, Tensor x, Pass pass) {
        Tensor flat = Precision.forAttention(projection.forward(x, pass));
        if (norm != null && normWholeWidth) flat = norm.forward(flat);
        Tensor split = flat.reshape(-1, heads, headDim);
        return norm == null || normWholeWidth ? split : norm.forward(split);
    }

    private Tensor turned(Tensor heads, Pass pass) {
        return rope == null ? heads : pass.turn(rope, heads);
    }
}
