package dev.hone.model;

import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The models that Hone opens: what config.json calls them in `architectures`, and their family. A family has a name for models
/// that say the next token, and in transformers mostly one for those that give a score.
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

    /// The names of models that give a score, with those of the same bodies that say the next token.
    private static final Map<String, String> SCORING = FAMILIES.keySet().stream().filter(name -> scoring(name).isPresent())
            .collect(Collectors.toMap(name -> scoring(name).get(), name -> name));

    private Architectures() {}

    /// @throws UserError when Hone does not know it
    static Family named(ConfigReader json) {
        Family family = FAMILIES.get(causal(nameIn(json)));
        if (family == null) throw json.wrong("architectures", "one of " + String.join(", ", new TreeSet<>(FAMILIES.keySet()))
                + ", or a reward model of these, such as LlamaForSequenceClassification");
        return family;
    }

    static Family of(ModelConfig config) {
        return FAMILIES.get(causal(config.architecture()));
    }

    static Head headOf(String architecture) {
        return SCORING.containsKey(architecture) ? Head.SCORE : Head.TOKENS;
    }

    /// The name of the model with this body that says the next token.
    static String causal(String architecture) {
        return SCORING.getOrDefault(architecture, architecture);
    }

    /// The name of the model with this body that gives a score; empty where transformers has none.
    static Optional<String> scoring(String causal) {
        return switch (causal) {
            case "GraniteForCausalLM" -> Optional.empty();
            case "Gemma3ForCausalLM" -> Optional.of("Gemma3TextForSequenceClassification");
            default -> Optional.of(causal.replace("ForCausalLM", "ForSequenceClassification"));
        };
    }

    static String nameIn(ConfigReader json) {
        List<String> names = json.texts("architectures");
        return names == null || names.isEmpty() ? "" : names.getFirst();
    }
}
