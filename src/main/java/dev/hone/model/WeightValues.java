package dev.hone.model;

import dev.hone.model.layer.Parameter;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Where the numbers of a model's weights lie: in the file that it was opened from, or in the memory of whoever trains it.
public interface WeightValues {
    /// As the checkpoint has them.
    WeightValues STORED = Parameter::stored;

    /// The numbers of a weight, without a copy.
    StoredTensor of(Parameter parameter);

    /// As a learner has them now: what it changes in its memory is seen here.
    /// @param model   that the learner trains
    /// @param learned its [Learner#weights]
    static WeightValues learned(CausalLm model, List<Learner.Weight> learned) {
        Map<Parameter, StoredTensor> values = new IdentityHashMap<>();
        for (int i = 0; i < learned.size(); i++) {
            Parameter parameter = model.trained().get(i);
            values.put(parameter, new StoredTensor(parameter.name(), DType.FLOAT32, parameter.shape(), learned.get(i).value().memory()));
        }
        return parameter -> values.getOrDefault(parameter, parameter.stored());
    }
}
