package dev.hone.model;

import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The models that Hone opens: what config.json calls them in `architectures`, and their family.
final class Architectures {
    private static final Map<String, Family> FAMILIES = Map.ofEntries(
            Map.entry("DeepseekV2ForCausalLM", new DeepSeekV2()),
            Map.entry("DeepseekV3ForCausalLM", new DeepSeekV3()),
            Map.entry("Gemma3ForCausalLM", new Gemma3()),
            Map.entry("GraniteForCausalLM", new Granite()),
            Map.entry("LlamaForCausalLM", new Llama()),
            Map.entry("MistralForCausalLM", new Mistral()),
            Map.entry("MixtralForCausalLM", new Mixtral()),
            Map.entry("Olmo2ForCausalLM", new Olmo2()),
            Map.entry("Phi3ForCausalLM", new Phi3()),
            Map.entry("Qwen2ForCausalLM", new Qwen2()),
            Map.entry("Qwen3ForCausalLM", new Qwen3()),
            Map.entry("Qwen3MoeForCausalLM", new Qwen3Moe()),
            Map.entry("SmolLM3ForCausalLM", new SmolLm3()));

    private Architectures() {}

    /// @throws UserError when Hone does not know it
    static Family named(ConfigReader json) {
        Family family = FAMILIES.get(nameIn(json));
        if (family == null) throw json.wrong("architectures", "one of " + String.join(", ", new TreeSet<>(FAMILIES.keySet())));
        return family;
    }

    static Family of(ModelConfig config) {
        return FAMILIES.get(config.architecture());
    }

    static String nameIn(ConfigReader json) {
        List<String> names = json.texts("architectures");
        return names == null || names.isEmpty() ? "" : names.getFirst();
    }
}
