package dev.hone.model.layer;

import dev.hone.batch.Segments;
import dev.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// `softmax(q kᵀ · scale) v`, each segment over itself and its ancestors, so that nothing is computed for padding or for
/// pairs of tokens from different sequences.
/// Source: Vaswani et al. 2017, arXiv:1706.03762, equation 1.
/// @param window  how many keys back a query sees, itself included; 0 is all
/// @param softcap scores go through `softcap · tanh(score / softcap)`; 0 is not
record SegmentAttention(int window, double scale, double softcap) {
    /// @param q `[N, H, Dh]`
    /// @param k `[N, Hkv, Dh]`, each key head serving `H / Hkv` neighbouring query heads
    /// @param v `[N, Hkv, Dv]`
    /// @return `[N, H, Dv]`
    Tensor over(Tensor q, Tensor k, Tensor v, Pass pass) {
        // Cut once and for all: the gradient of a cut into n pieces is one concatenation, that of n slices n full-size sums.
        long[] lengths = pass.runs().stream().mapToLong(run -> (long) run.count() * run.length()).toArray();
        List<Tensor> queries = q.split(lengths, 0);
        List<Tensor> keys = k.split(lengths, 0);
        List<Tensor> values = v.split(lengths, 0);
        int[] runOf = new int[pass.segments().count()];
        List<Tensor> out = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            Segments.Run run = pass.runs().get(i);
            runOf[run.first()] = i;
            out.add(forRun(run, queries.get(i), along(run, keys, runOf, pass), along(run, values, runOf, pass), pass));
        }
        return out.size() == 1 ? out.getFirst() : Tensor.cat(out, 0);
    }

    /// The tokens that a run sees: its own, after those of its ancestors.
    private static Tensor along(Segments.Run run, List<Tensor> cut, int[] runOf, Pass pass) {
        List<Integer> path = pass.segments().path(run.first());
        if (path.size() == 1) return cut.get(runOf[run.first()]);
        return Tensor.cat(path.stream().map(segment -> cut.get(runOf[segment])).toList(), 0);
    }

    private Tensor forRun(Segments.Run run, Tensor q, Tensor k, Tensor v, Pass pass) {
        int rows = run.count();
        long length = run.length();
        long heads = q.size(1);
        long shared = k.size(1);
        long group = heads / shared;
        // Key heads stand beside the rows and are repeated by stride, not by copy: [B·Hkv, group, T, Dh].
        Tensor queries = q.reshape(rows, length, shared, group, q.size(2)).permute(0, 2, 3, 1, 4)
                .reshape(rows * shared, group, length, q.size(2));
        Tensor result = attend(queries, repeated(k, rows, group), repeated(v, rows, group), run, pass);
        return result.reshape(rows, shared, group, length, v.size(2)).permute(0, 3, 1, 2, 4).reshape(rows * length, heads, v.size(2));
    }

    private static Tensor repeated(Tensor x, int rows, long group) {
        long length = x.size(0) / rows;
        return x.reshape(rows, length, x.size(1), x.size(2)).permute(0, 2, 1, 3)
                .reshape(rows * x.size(1), 1, length, x.size(2)).expand(rows * x.size(1), group, length, x.size(2));
    }

    private Tensor attend(Tensor q, Tensor k, Tensor v, Segments.Run run, Pass pass) {
        int past = pass.segments().past(run.first());
        int back = window >= past + run.length() ? 0 : window;
        if (softcap == 0 && past == 0 && back == 0) return q.attend(k, v, true, scale);
        Tensor mask = pass.mask(run.length(), past, back);
        if (softcap == 0) return q.attend(k, v, mask, scale);
        Tensor scores = q.matmul(k.transpose(-1, -2)).mul(scale).div(softcap).tanh().mul(softcap);
        return scores.maskedFill(mask.logicalNot(), Double.NEGATIVE_INFINITY).softmax(-1).matmul(v);
    }
}
