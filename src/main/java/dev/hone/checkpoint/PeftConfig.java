package dev.hone.checkpoint;

import dev.hone.model.CausalLm;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.layer.Parameter;
import dev.hone.settings.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The adapter_config.json of a LoRA adapter, kept as it is so that an adapter that is trained further keeps what others wrote.
/// A setting that would change the numbers in a way that Hone does not know is refused.
/// @param where begins every message about it
public record PeftConfig(ObjectNode json, String where) {
    private static final String SUFFIX_A = ".lora_A.weight";

    /// The `task_type` of a reward model's adapter, and what PEFT may find that model's head called.
    private static final String SCORES = "SEQ_CLS";
    private static final List<String> SCORE_NAMES = List.of("classifier", "score");

    /// Settings that are read here, and those that matter only while an adapter begins or while others train it.
    private static final Set<String> UNDERSTOOD = Set.of("peft_type", "bias", "init_lora_weights", "base_model_name_or_path", "revision", "r",
            "lora_alpha", "lora_dropout", "use_rslora", "use_dora", "rank_pattern", "alpha_pattern", "target_modules", "exclude_modules",
            "modules_to_save", "layers_to_transform", "layers_pattern", "ensure_weight_tying", "inference_mode", "auto_mapping",
            "peft_version", "task_type", "megatron_core", "qalora_group_size", "loftq_config", "eva_config", "corda_config",
            "lora_ga_config", "runtime_config");
    /// Ways to begin that leave the model's own weights alone.
    private static final Set<String> PLAIN_STARTS = Set.of("true", "false", "gaussian", "eva", "orthogonal");

    /// What PEFT 0.21 writes for an adapter with nothing set.
    private static final String NEW = """
            {"alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null,
             "base_model_name_or_path": null, "bias": "none", "corda_config": null, "ensure_weight_tying": false, "eva_config": null,
             "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": true, "kasa_config": null,
             "layer_replication": null, "layers_pattern": null, "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 8,
             "lora_bias": false, "lora_dropout": 0.0, "lora_ga_config": null, "megatron_config": null,
             "megatron_core": "megatron.core", "modules_to_save": null, "monteclora_config": null, "peft_type": "LORA",
             "peft_version": "0.21.2", "qalora_group_size": 16, "r": 8, "rank_pattern": {}, "revision": null, "target_modules": null,
             "target_parameters": null, "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_bdlora": null,
             "use_dora": false, "use_qalora": false, "use_rslora": false, "velora_config": null}""";

    public PeftConfig {
        if (!json.path("peft_type").asString("").equals("LORA")) throw wrong(where, json, "peft_type", "LORA, the one kind of adapter that Hone opens");
        if (!json.path("bias").asString("none").equals("none")) throw wrong(where, json, "bias", "none: trained biases are not opened");
        if (!PLAIN_STARTS.contains(json.path("init_lora_weights").asString("true"))) throw wrong(where, json, "init_lora_weights",
                "true, false, gaussian, eva or orthogonal; adapters begun in other ways change the model's own weights,"
                + " and PEFT saves them as plain LoRA with path_initial_model_for_weight_conversion");
        json.properties().forEach(entry -> {
            if (!UNDERSTOOD.contains(entry.getKey()) && !isNeutral(entry.getValue()))
                throw wrong(where, json, entry.getKey(), "it unset: Hone opens LoRA, rsLoRA and DoRA of linear layers");
        });
    }

    private static boolean isNeutral(JsonNode value) {
        return value.isNull() || value.isBoolean() && !value.booleanValue() || value.isContainer() && value.isEmpty();
    }

    static PeftConfig read(Path file) {
        return new PeftConfig(Json.objectIn(file), file.toString());
    }

    /// For an adapter that training began.
    /// @param model     the model with the adapter
    /// @param baseModel hub id or path of the model without it
    public static PeftConfig of(LoraSettings settings, CausalLm model, String baseModel) {
        ObjectNode json = Json.object(NEW.getBytes(StandardCharsets.UTF_8), HfFolder.ADAPTER_CONFIG);
        json.put("base_model_name_or_path", baseModel).put("r", settings.loraR()).put("lora_alpha", settings.loraAlpha())
                .put("lora_dropout", settings.loraDropout()).put("use_rslora", settings.useRslora()).put("use_dora", settings.useDora());
        json.set("target_modules", targets(settings.loraTargetModules(), model));
        List<String> whole = new ArrayList<>(settings.loraModulesToSave());
        if (model.config().head() == Head.SCORE) {
            json.put("task_type", SCORES);
            whole.addAll(SCORE_NAMES);
        }
        if (!whole.isEmpty()) json.set("modules_to_save", list(whole));
        if (model.head().weight() == model.embedding()) json.put("ensure_weight_tying", model.trained().contains(model.embedding()));
        return new PeftConfig(json, HfFolder.ADAPTER_CONFIG);
    }

    /// Names as they were given, all-linear layer by layer, both as PEFT does; also an expression layer by layer, for PEFT would
    /// try to adapt whatever else it describes.
    private static JsonNode targets(List<String> setting, CausalLm model) {
        List<String> layers = model.trained().stream().map(Parameter::name).filter(name -> name.endsWith(SUFFIX_A))
                .map(name -> name.substring(0, name.length() - SUFFIX_A.length())).toList();
        if (setting == null) return list(layers.stream().map(layer -> layer.substring(layer.lastIndexOf('.') + 1)).toList());
        boolean named = layers.stream().anyMatch(layer -> ("." + layer).endsWith("." + setting.getFirst()));
        return list(named ? setting : layers);
    }

    private static ArrayNode list(List<String> names) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        new TreeSet<>(names).forEach(array::add);
        return array;
    }

    /// Hub id or path of the model that the adapter goes on top of.
    public Optional<String> baseModel() {
        return Optional.ofNullable(json.path("base_model_name_or_path").asString(null)).filter(name -> !name.isBlank());
    }

    /// The base model's revision on the hub, where one was noted.
    public Optional<String> revision() {
        return Optional.ofNullable(json.path("revision").asString(null));
    }

    /// Whether it makes a reward model of its base, which may say tokens and have no score.
    public boolean scores() {
        return json.path("task_type").asString("").equals(SCORES);
    }

    public boolean isDora() {
        return json.path("use_dora").asBoolean(false);
    }

    public double dropout() {
        return json.path("lora_dropout").asDouble(0);
    }

    /// Whether an output layer that is the embedding stays so where the embedding is trained.
    boolean keepsTied() {
        return json.path("ensure_weight_tying").asBoolean(false);
    }

    int rank(String layer) {
        JsonNode r = forLayer("rank_pattern", "r", layer);
        if (!r.canConvertToInt() || r.intValue() < 1) throw wrong(where, json, "r", "a whole number of at least 1 for " + layer);
        return r.intValue();
    }

    double scaling(String layer) {
        JsonNode alpha = forLayer("alpha_pattern", "lora_alpha", layer);
        if (!alpha.isNumber()) throw wrong(where, json, "lora_alpha", "a number for " + layer);
        return LoraSettings.scaling(rank(layer), alpha.doubleValue(), json.path("use_rslora").asBoolean(false));
    }

    /// The value of the first pattern that describes the layer's name or its end, else that of the plain setting.
    private JsonNode forLayer(String patterns, String plain, String layer) {
        for (var entry : json.path(patterns).properties()) {
            try {
                if (Pattern.matches("(.*\\.)?(" + entry.getKey() + ")", layer)) return entry.getValue();
            } catch (PatternSyntaxException e) {
                throw wrong(where, json, patterns, "regular expressions as its keys; " + entry.getKey() + ": " + e.getDescription());
            }
        }
        return json.path(plain);
    }

    /// The file's content, as Python writes it.
    byte[] bytes() {
        return Json.pretty(json);
    }

    private static UserError wrong(String where, ObjectNode json, String key, String expected) {
        return new UserError(where + ": " + key + " is " + json.path(key) + "; expected " + expected);
    }
}
