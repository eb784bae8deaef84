package dev.hone.model;

import dev.hone.settings.Help;

/// Which model is trained.
@Help("Model")
public record ModelSettings(
        @Help("the model's folder, or a hub id with an optional @revision") String modelNameOrPath,
        @Help("revision of a hub id") String modelRevision,
        @Help("how the weights are kept while they learn") Precision dtype) {

    /// Small updates get lost in 16 bits, so weights that learn have 32.
    public enum Precision { FLOAT32 }

    public static final ModelSettings DEFAULTS = new ModelSettings(null, null, Precision.FLOAT32);

    /// The model as the hub takes it.
    public String reference() {
        return modelRevision == null ? modelNameOrPath : modelNameOrPath + "@" + modelRevision;
    }
}
