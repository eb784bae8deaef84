package dev.hone.model.learn;

import dev.hone.model.layer.Parameter;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/// The weights of a model as the layers take them: each parameter once, however many layers use it.
final class LearningWeights {
    private final Map<Parameter, LearningWeight> known = new IdentityHashMap<>();
    private final Set<Parameter> trained = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean isResting;

    /// @param trained the parameters that are to learn; the others are frozen
    LearningWeights(Collection<Parameter> trained) {
        this.trained.addAll(trained);
    }

    LearningWeight of(Parameter parameter) {
        return known.computeIfAbsent(parameter, p -> LearningWeight.of(p, trained.contains(p)));
    }

    /// Gives back the memory of gradients, which become zeros, and of frozen weights, which are in a file as well.
    void rest() {
        for (LearningWeight weight : known.values()) (weight.isTrained() ? weight.gradient() : weight.value()).release();
        isResting = true;
    }

    /// Has the frozen weights in memory again.
    void wake() {
        if (!isResting) return;
        for (LearningWeight weight : known.values()) if (!weight.isTrained()) weight.read();
        isResting = false;
    }
}
