package dev.hone.algorithm.dpo;

import dev.hone.model.Predictor;
import dev.hone.token.TokenPair;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// How likely the answers were before training: what the policy is held to.
public interface Reference {
    /// @return `log p` of each label of the batch
    float[] logProbs(PairBatch batch);

    /// Asks a model each time: a frozen copy, or the policy without its adapter.
    static Reference of(Predictor model) {
        return batch -> model.predict(batch.tokens(), 1).logProbs();
    }

    /// What was found once for each pair.
    record Known(Map<TokenPair, float[]> byPair) implements Reference {
        public Known() {
            this(new IdentityHashMap<>());
        }

        @Override public float[] logProbs(PairBatch batch) {
            List<float[]> parts = batch.pairs().stream().map(pair -> {
                float[] known = byPair.get(pair);
                if (known == null) throw new IllegalStateException("a pair that the reference was not asked about");
                return known;
            }).toList();
            return PairBatch.joined(parts);
        }
    }
}
