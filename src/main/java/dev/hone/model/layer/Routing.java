package dev.hone.model.layer;

import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;

/// Which experts a token goes to, and how much each of them counts.
///
/// Scores are the softmax or sigmoid of the router's logits. Where experts stand in groups, only the `groupsKept` best
/// groups take part. The `topK` best experts are taken; their weights are their scores, brought to sum 1 where
/// `normalise` says so, times `factor`. A bias on the scores (DeepSeek V3) changes the choice, not the weights.
/// Source: Fedus et al. 2021, arXiv:2101.03961; groups and bias: DeepSeek-AI 2024, arXiv:2412.19437, section 2.1.2.
/// @param groups 1 where there are none
public record Routing(int topK, Scores scores, boolean normalise, double factor, int groups, int groupsKept, GroupScore groupScore) {
    public enum Scores { SOFTMAX, SIGMOID }

    /// What a group is judged by: its best expert, or the sum of its two best.
    public enum GroupScore { BEST, BEST_TWO }

    /// Without groups.
    public Routing(int topK, Scores scores, boolean normalise, double factor) {
        this(topK, scores, normalise, factor, 1, 1, GroupScore.BEST);
    }

    /// @param experts `[N, topK]` int64
    /// @param weights `[N, topK]`
    public record Choice(Tensor experts, Tensor weights) {}

    /// @param logits `[N, E]`
    /// @param bias   `[E]`, or null
    Choice choose(Tensor logits, Tensor bias) {
        Tensor scored = scores == Scores.SOFTMAX ? logits.softmax(-1) : logits.sigmoid();
        Tensor ranked = bias == null ? scored.detach() : scored.detach().add(bias);
        if (groups > 1) ranked = ranked.maskedFill(leftOut(ranked), Double.NEGATIVE_INFINITY);
        Tensor experts = ranked.topk(topK, -1).indices();
        Tensor weights = scored.gather(-1, experts);
        if (normalise) weights = weights.div(weights.sum(-1, true).add(1e-20));     // sigmoids may all be 0
        return new Choice(experts, factor == 1 ? weights : weights.mul(factor));
    }

    /// True for the experts of the groups that are not kept, `[N, E]`.
    private Tensor leftOut(Tensor ranked) {
        long tokens = ranked.size(0);
        long each = ranked.size(1) / groups;
        Tensor best = ranked.reshape(tokens, groups, each).topk(groupScore == GroupScore.BEST ? 1 : 2, -1).values().sum(-1, false);
        Tensor kept = best.topk(groupsKept, -1).indices();
        Tensor out = Tensor.full(1, DType.FLOAT32, ranked.device(), tokens, groups)
                .scatter(1, kept, Tensor.zeros(DType.FLOAT32, ranked.device(), tokens, groupsKept));
        return out.gt(0.5).unsqueeze(2).expand(tokens, groups, each).reshape(tokens, groups * each);
    }
}
