package dev.hone.model;

/// A family of models: how its settings are read and how it is put together from its weights.
interface Family {
    /// Settings of config.json in either spelling, with the family's defaults.
    ModelConfig settings(ConfigReader json);

    /// The model, in which every weight is still only a name for bytes of a file.
    CausalLm build(ModelConfig config, ExpectedWeights weights);
}
