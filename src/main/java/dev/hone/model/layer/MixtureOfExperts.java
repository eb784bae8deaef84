package dev.hone.model.layer;

import dev.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Many small feed-forward layers, of which each token goes through a few: `Σ weight_e · expert_e(x) + shared(x)`.
/// Source: Shazeer et al. 2017, arXiv:1701.06538, equation 1; the shared expert: Dai et al. 2024, arXiv:2401.06066.
/// @param router    `D → experts`, computed in float32
/// @param scoreBias `[experts]`, added to the scores for the choice only; null in most models
/// @param shared    the expert that every token goes through, or null
public record MixtureOfExperts(Linear router, Parameter scoreBias, List<GatedMlp> experts, GatedMlp shared, Routing routing)
        implements FeedForward {
    public MixtureOfExperts {
        experts = List.copyOf(experts);
    }

    @Override public Tensor forward(Tensor x, Pass pass) {
        Tensor logits = Precision.wide(x).linear(Precision.wide(router.weight().tensor()));
        pass.routerLogits().add(logits);
        Routing.Choice choice = routing.choose(logits, scoreBias == null ? null : scoreBias.tensor());

        Tensor mixed = throughExperts(x, choice.experts())                      // [N, K, D]
                .mul(choice.weights().to(x.dtype()).unsqueeze(-1)).sum(1, false);
        return shared == null ? mixed : mixed.add(shared.of(x));
    }

    /// What each chosen expert makes of each token: all tokens of one expert go through it together.
    private Tensor throughExperts(Tensor x, Tensor chosen) {
        long[] expertOf = chosen.toLongs();
        int perToken = routing.topK();
        List<Tensor> made = new ArrayList<>();
        long[] placeOf = new long[expertOf.length];
        int next = 0;
        for (int e = 0; e < experts.size(); e++) {
            long[] tokens = new long[expertOf.length];
            int count = 0;
            for (int slot = 0; slot < expertOf.length; slot++) {
                if (expertOf[slot] != e) continue;
                tokens[count++] = slot / perToken;
                placeOf[slot] = next++;
            }
            if (count > 0) made.add(experts.get(e).of(x.indexSelect(0, ids(tokens, count, x))));
        }
        Tensor byExpert = Tensor.cat(made, 0);
        return byExpert.indexSelect(0, ids(placeOf, placeOf.length, x)).reshape(-1, perToken, x.size(-1));
    }

    private static Tensor ids(long[] values, int count, Tensor like) {
        Tensor ids = Tensor.of(java.util.Arrays.copyOf(values, count), count);
        return like.device().isCpu() ? ids : ids.to(like.device());
    }
}
