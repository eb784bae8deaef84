package dev.hone.train;

import java.nio.file.Path;

/// All that later steps of an algorithm depend on: its models, its optimizer's memory, its random states.
public interface TrainingState {
    /// Writes it into a folder, the model in it as other programs open it.
    void save(Path folder);

    /// Writes the model alone.
    void saveModel(Path folder);

    /// Goes on from a folder that [#save] has filled.
    void restore(Path folder);

    /// Takes the model alone from such a folder.
    void restoreModel(Path folder);
}
