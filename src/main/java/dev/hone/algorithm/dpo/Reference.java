package dev.hone.algorithm.dpo;

import dev.hone.batch.LabelNumbers;
import dev.hone.model.Learner.Weight;
import dev.hone.model.Predictor;
import dev.hone.token.Learnable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// How likely the answers were before training: what the policy is held to.
public interface Reference {
    /// For losses that need none: as if every answer were certain, so that a log-ratio is a log-probability.
    Reference NONE = batch -> new float[batch.tokens().labels()];

    /// @return `log p` of each label of the batch
    float[] logProbs(PreferenceBatch batch);

    /// To be called after each update.
    /// @param number of the update, from 1
    /// @param policy its weights, after it
    default void updated(int number, List<Weight> policy) {}

    /// Asks a model each time: a frozen copy, or the policy without its adapter.
    static Reference of(Predictor model) {
        return batch -> model.predict(batch.tokens(), 1).logProbs();
    }

    /// What was found once for each example.
    record Known(Map<Learnable, float[]> byExample) implements Reference {
        public Known() {
            this(new IdentityHashMap<>());
        }

        @Override public float[] logProbs(PreferenceBatch batch) {
            List<float[]> parts = batch.examples().stream().map(example -> {
                float[] known = byExample.get(example);
                if (known == null) throw new IllegalStateException("an example that the reference was not asked about");
                return known;
            }).toList();
            return LabelNumbers.joined(parts);
        }
    }
}
