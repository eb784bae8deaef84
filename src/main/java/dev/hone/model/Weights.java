package dev.hone.model;

import dev.hone.settings.UserError;
import dev.hone.tensor.StoredTensor;

/// Where a model finds its weights by their checkpoint names; a folder of safetensors is one.
public interface Weights {
    boolean has(String name);

    /// @throws UserError when there is no such weight
    StoredTensor get(String name);

    /// The same for a reader that knows what shape it needs. Stored weights have the shape that they have; new ones are made in this one.
    default StoredTensor get(String name, long[] shape) {
        return get(name);
    }
}
