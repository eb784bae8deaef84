package dev.hone.checkpoint;

import dev.hone.model.Learner.Weight;
import java.nio.file.Path;
import java.util.List;

/// How a trained model is kept in a folder: whole, or as an adapter.
public interface SavedModel {
    /// Writes a folder that other programs open.
    /// @param folder is there already
    void write(Path folder, List<Weight> weights);

    /// Puts the numbers of such a folder into the weights.
    void read(Path folder, List<Weight> weights);
}
