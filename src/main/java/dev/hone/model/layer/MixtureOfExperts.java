package dev.hone.model.layer;

import dev.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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

        Tensor mixed = throughExperts(x, choice.experts(), pass)
                .mul(choice.weights().to(x.dtype()).unsqueeze(-1)).sum(1, false);
        return shared == null ? mixed : mixed.add(shared.of(x, pass));
    }

    /// What each chosen expert makes of each token, `[N, K, D]`: all tokens of one expert go through it together.
    private Tensor throughExperts(Tensor x, Tensor chosen, Pass pass) {
        int perToken = routing.topK();
        Sorted sorted = Sorted.of(chosen.toLongs(), experts.size());
        List<Tensor> made = new ArrayList<>();
        for (int e = 0; e < experts.size(); e++) {
            if (sorted.ends[e] == sorted.begin(e)) continue;
            long[] tokens = Arrays.copyOfRange(sorted.slots, sorted.begin(e), sorted.ends[e]);
            for (int i = 0; i < tokens.length; i++) tokens[i] /= perToken;
            made.add(experts.get(e).of(x.indexSelect(0, ids(tokens, x)), pass));
        }
        return Tensor.cat(made, 0).indexSelect(0, ids(sorted.places, x)).reshape(-1, perToken, x.size(-1));
    }

    /// Slot `n · K + k`, the k-th choice of token n, sorted by the expert chosen there.
    /// @param slots  all slots, those of expert 0 first
    /// @param places where each slot stands in `slots`
    /// @param ends   where the slots of each expert end in `slots`
    private record Sorted(long[] slots, long[] places, int[] ends) {
        static Sorted of(long[] expertOf, int experts) {
            int[] next = new int[experts + 1];
            for (long expert : expertOf) next[(int) expert + 1]++;
            for (int e = 0; e < experts; e++) next[e + 1] += next[e];
            long[] slots = new long[expertOf.length];
            long[] places = new long[expertOf.length];
            for (int slot = 0; slot < expertOf.length; slot++) {
                int place = next[(int) expertOf[slot]]++;
                slots[place] = slot;
                places[slot] = place;
            }
            return new Sorted(slots, places, Arrays.copyOf(next, experts));
        }

        int begin(int expert) {
            return expert == 0 ? 0 : ends[expert - 1];
        }
    }

    private static Tensor ids(long[] values, Tensor like) {
        Tensor ids = Tensor.of(values, values.length);
        return like.device().isCpu() ? ids : ids.to(like.device());
    }
}
