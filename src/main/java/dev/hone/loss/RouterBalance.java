package dev.hone.loss;

import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;
import java.util.List;

/// Keeps a mixture of experts from sending every token to the same few: `E · Σ_e f_e P_e`.
///
/// `f_e` is how many of a token's `topK` choices fall on expert e, `P_e` the router's mean probability of it, both over the
/// tokens of all layers together. It is smallest, `topK`, when all experts are used alike.
/// Source: Fedus et al. 2021, arXiv:2101.03961, equation 4. Differs, as transformers does: all layers are counted together,
/// and `f` sums to topK rather than 1. The training loss is `cross entropy + router_aux_loss_coef · this`.
public final class RouterBalance {
    private RouterBalance() {}

    /// @param routerLogits of each layer that has experts, `[N, E]`, before softmax
    /// @param topK         experts a token goes through
    public static Tensor of(List<Tensor> routerLogits, int topK) {
        Tensor first = routerLogits.getFirst();
        return of(routerLogits, topK, Tensor.full(1, DType.FLOAT32, first.device(), first.size(0)));
    }

    /// @param weights `[N]`, how often each token counts: a shared prompt as often as it would have been written out
    public static Tensor of(List<Tensor> routerLogits, int topK, Tensor weights) {
        long experts = routerLogits.getFirst().size(1);
        Tensor column = weights.unsqueeze(1);
        Tensor chosen = Tensor.zeros(DType.FLOAT32, weights.device(), experts);
        Tensor likely = Tensor.zeros(DType.FLOAT32, weights.device(), experts);
        for (Tensor logits : routerLogits) {
            Tensor probabilities = logits.to(DType.FLOAT32).softmax(-1);
            Tensor best = probabilities.topk(topK, -1).indices();
            chosen = chosen.indexAdd(0, best.reshape(-1), column.expand(-1, topK).reshape(-1));
            likely = likely.add(probabilities.mul(column).sum(0, false));
        }
        Tensor tokens = weights.sum().mul(routerLogits.size());
        return chosen.div(tokens).mul(likely.div(tokens)).sum().mul(experts);
    }
}
