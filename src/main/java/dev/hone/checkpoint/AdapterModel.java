package dev.hone.checkpoint;

import dev.hone.model.Learner.Weight;
import java.nio.file.Path;
import java.util.List;

/// The adapter of a model in PEFT's layout, with the model's tokenizer.
/// @param base the model that it goes on top of
/// @param text what is changed in the tokenizer's files
public record AdapterModel(HfFolder base, PeftConfig config, TextChanges text) implements SavedModel {
    @Override public void write(Path folder, List<Weight> weights) {
        HfFolder.carry(base.path(), folder, HfFolder::isOfTokenizer);
        text.apply(folder);
        PeftAdapter.write(folder, config, weights.stream().map(WholeModel::source).toList());
    }

    @Override public void read(Path folder, List<Weight> weights) {
        try (PeftAdapter saved = PeftAdapter.open(folder)) {
            for (Weight weight : weights) WholeModel.copy(saved.tensor(weight.name()), weight, folder);
        }
    }
}
