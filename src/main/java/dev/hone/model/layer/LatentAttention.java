package dev.hone.model.layer;

import dev.hone.tensor.Tensor;
import java.util.List;

/// Multi-head latent attention: keys and values of all heads are unfolded from one small vector a token, so that a cache
/// need hold only that vector and one turned key part that all heads share.
/// Source: DeepSeek-AI 2024, arXiv:2405.04434, section 2.1.
/// @param qA,qANorm,qB the queries' own bottleneck, `D → rank → heads · (nopeDim + ropeDim)`; qA and qANorm are null, and qB
///                     goes straight from D, in models without it
/// @param kvA          `D → rank + ropeDim`: the vector to unfold, then the shared key part
/// @param kvANorm      norm of the vector to unfold
/// @param kvB          `rank → heads · (nopeDim + valueDim)`: for each head the rest of its key, then its value
/// @param nopeDim      entries of a head's query and key that are not turned; they come first
/// @param scale        factor on the scores before softmax
public record LatentAttention(Linear qA, RmsNorm qANorm, Linear qB, Linear kvA, RmsNorm kvANorm, Linear kvB, Linear o,
        int heads, int nopeDim, int ropeDim, int valueDim, Rope rope, double scale) implements Attention {

    /// Width of the vector to unfold.
    public int rank() {
        return kvB.in();
    }

    @Override public Tensor forward(Tensor x, Pass pass) {
        Tensor folded = qA == null ? x : qANorm.forward(qA.forward(x, pass));
        Tensor q = Precision.forAttention(qB.forward(folded, pass)).reshape(-1, heads, nopeDim + ropeDim);
        List<Tensor> qParts = q.split(new long[] {nopeDim, ropeDim}, -1);
        Tensor queries = Tensor.cat(List.of(qParts.get(0), pass.turn(rope, qParts.get(1))), -1);

        List<Tensor> kvParts = kvA.forward(x, pass).split(new long[] {rank(), ropeDim}, -1);
        Tensor unfolded = Precision.forAttention(kvB.forward(kvANorm.forward(kvParts.get(0)), pass)).reshape(-1, heads, nopeDim + valueDim);
        List<Tensor> kv = unfolded.split(new long[] {nopeDim, valueDim}, -1);
        Tensor shared = pass.turn(rope, Precision.forAttention(kvParts.get(1)).unsqueeze(1)).expand(-1, heads, ropeDim);
        Tensor keys = Tensor.cat(List.of(kv.get(0), shared), -1);

        Tensor taken = new SegmentAttention(0, scale, 0).over(queries, keys, kv.get(1), pass);
        return o.forward(taken.to(x.dtype()).reshape(-1, (long) heads * valueDim), pass);
    }
}
