package dev.hone.model;

import dev.hone.settings.UserError;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The linear layers that `lora_target_modules` means, read as PEFT reads it.
sealed interface LoraTargets {
    boolean matches(String layer);

    /// @throws UserError when some of what was named is not there
    /// @param layers every linear layer of the model that can have an adapter
    void check(List<String> layers);

    /// Every linear layer but the output layer.
    record All() implements LoraTargets {
        @Override public boolean matches(String layer) {
            return true;
        }

        @Override public void check(List<String> layers) {}
    }

    /// Layers whose name is one of these, or ends with one after a dot.
    record Names(List<String> names) implements LoraTargets {
        @Override public boolean matches(String layer) {
            return names.stream().anyMatch(name -> names(name, layer));
        }

        @Override public void check(List<String> layers) {
            for (String name : names) if (layers.stream().noneMatch(layer -> names(name, layer))) throw notFound(name, layers);
        }

        private static boolean names(String name, String layer) {
            return layer.equals(name) || layer.endsWith("." + name);
        }
    }

    /// Layers whose whole name this expression describes.
    record Matching(Pattern pattern) implements LoraTargets {
        @Override public boolean matches(String layer) {
            return pattern.matcher(layer).matches();
        }

        @Override public void check(List<String> layers) {
            if (layers.stream().noneMatch(this::matches)) throw notFound(pattern.pattern(), layers);
        }
    }

    /// Architectures for which PEFT has a choice of its own, which is the same for all of them and for reward models of them.
    Set<String> KNOWN_TO_PEFT = Set.of("Gemma3ForCausalLM", "LlamaForCausalLM", "MistralForCausalLM", "MixtralForCausalLM",
            "Qwen2ForCausalLM", "Qwen3ForCausalLM");
    Pattern NAME = Pattern.compile("[\\w.]+");

    /// @param setting a list of names, or one entry that is a name, `all-linear` or a regular expression; null for PEFT's choice
    static LoraTargets of(List<String> setting, ModelConfig config) {
        if (setting == null) return usual(config);
        if (setting.size() > 1 || NAME.matcher(setting.getFirst()).matches()) return new Names(setting);
        String only = setting.getFirst();
        if (only.equalsIgnoreCase("all-linear")) return new All();
        try {
            return new Matching(Pattern.compile(only));
        } catch (PatternSyntaxException e) {
            throw new UserError("lora_target_modules is \"" + only + "\", which is neither a layer's name, nor all-linear, nor a regular"
                    + " expression: " + e.getDescription() + " at character " + (e.getIndex() + 1), e);
        }
    }

    private static LoraTargets usual(ModelConfig config) {
        if (!KNOWN_TO_PEFT.contains(Architectures.causal(config.architecture()))) throw new UserError("lora_target_modules is not set, and PEFT has no choice"
                + " of its own for " + config.architecture() + "; say all-linear, or name layers");
        return new Names(List.of("q_proj", "v_proj"));
    }

    private static UserError notFound(String what, List<String> layers) {
        Set<String> kinds = new TreeSet<>();
        layers.forEach(layer -> kinds.add(layer.substring(layer.lastIndexOf('.') + 1)));
        return new UserError("lora_target_modules names " + what + ", which no linear layer of this model is called; they are called "
                + String.join(", ", kinds) + " (embedding and output layer can be trained whole: lora_modules_to_save)");
    }
}
