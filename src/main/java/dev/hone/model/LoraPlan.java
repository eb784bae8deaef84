package dev.hone.model;

import dev.hone.model.layer.Lora;
import dev.hone.model.layer.Parameter;
import dev.hone.settings.UserError;
import dev.hone.tensor.StoredTensor;
import java.util.List;

/// Says, while a model is put together, which of its linear layers get an adapter and which weights are trained whole.
/// [NewLora] begins an adapter; one that was saved is a plan too.
public interface LoraPlan {
    /// No adapter: every weight is trained.
    LoraPlan NONE = withoutAdapter(true);

    /// No adapter, and nothing is trained: a model to be read.
    LoraPlan FROZEN = withoutAdapter(false);

    private static LoraPlan withoutAdapter(boolean trainsAll) {
        return new LoraPlan() {
            @Override public Lora adapter(String layer, StoredTensor weight) {
                return null;
            }

            @Override public boolean trainsWhole(String module) {
                return trainsAll;
            }

            @Override public void check(List<String> layers, List<Parameter> trained) {}
        };
    }

    /// The adapter of a linear layer, or null where it gets none.
    /// @param layer  its name, such as `model.layers.0.self_attn.q_proj`
    /// @param weight its matrix, `[out, in]`
    Lora adapter(String layer, StoredTensor weight);

    /// Whether the weights of a part of the model, such as `model.embed_tokens`, are trained themselves.
    boolean trainsWhole(String module);

    /// Called when the model is complete.
    /// @param layers  all linear layers that [#adapter] was asked about
    /// @param trained the weights that training will change
    /// @throws UserError when the plan names layers that are not there
    void check(List<String> layers, List<Parameter> trained);
}
