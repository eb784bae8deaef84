package dev.hone.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.settings.RunFile;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which layers `lora_target_modules` and `lora_modules_to_save` mean.
class LoraTargetsTest {
    @TempDir Path folder;

    @Test void namesMatchWholeOrAfterADot() {
        assertEquals("k_proj o_proj", adapted("llama-smollm2", "k_proj", "o_proj"));
        assertEquals("q_proj", adapted("llama-smollm2", "model.layers.1.self_attn.q_proj"));
        assertEquals("lora_target_modules names proj, which no linear layer of this model is called; they are called down_proj, gate_proj, k_proj,"
                + " o_proj, q_proj, up_proj, v_proj (embedding and output layer can be trained whole: lora_modules_to_save)",
                mistake("llama-smollm2", List.of("proj"), List.of()));
    }

    @Test void allLinearLeavesOutTheOutputLayerAndWhateverLiesBesideExperts() {
        assertEquals("down_proj gate_proj k_proj o_proj q_proj up_proj v_proj", adapted("llama-smollm2", "all-linear"));
        assertEquals("down_proj gate_up_proj o_proj qkv_proj", adapted("phi3", "all-linear"));
        assertEquals("k_proj o_proj q_proj v_proj", adapted("qwen3-moe", "all-linear"));
        assertEquals("kv_a_proj_with_mqa kv_b_proj o_proj q_a_proj q_b_proj", adapted("deepseek-v3", "all-linear"));
    }

    @Test void oneExpressionDescribesWholeNames() {
        assertEquals("k_proj q_proj", adapted("llama-smollm2", ".*self_attn\\.(q|k)_proj"));
        assertEquals("lora_target_modules is \"*_proj\", which is neither a layer's name, nor all-linear, nor a regular expression: Dangling meta"
                + " character '*' at character 1", mistake("llama-smollm2", List.of("*_proj"), List.of()));
    }

    @Test void whatIsNotSetIsPeftsChoice() {
        assertEquals("q_proj v_proj", adapted("gemma3-text"));
        assertEquals("lora_target_modules is not set, and PEFT has no choice of its own for Phi3ForCausalLM; say all-linear, or name layers",
                mistake("phi3", null, List.of()));
    }

    @Test void partsTrainedWholeGetNoAdapter() {
        var trained = model("mixtral", List.of("q_proj", "v_proj"), List.of("layers.0.self_attn.q_proj", "lm_head")).trained();
        assertEquals(1, trained.stream().filter(weight -> weight.name().equals("model.layers.0.self_attn.q_proj.weight")).count());
        assertEquals(0, trained.stream().filter(weight -> weight.name().startsWith("model.layers.0.self_attn.q_proj.lora")).count());
        assertEquals("lm_head.weight", trained.getLast().name());
        assertEquals("lora_modules_to_save names lm_heat, which no part of this model with weights of its own is called; expected names such as"
                + " embed_tokens, lm_head or norm", mistake("mixtral", List.of("q_proj"), List.of("lm_heat")));
    }

    /// Where the output layer is the embedding, either name means both.
    @Test void aTiedOutputLayerIsTrainedAsTheEmbedding() {
        for (String name : List.of("lm_head", "embed_tokens"))
            assertEquals("model.embed_tokens.weight", model("llama-smollm2", List.of("q_proj"), List.of(name)).trained().getFirst().name());
    }

    @Test void aRunFileSaysThemAsTrlDoes() throws IOException {
        assertEquals(new LoraSettings(true, 8, 16, 0.05, List.of("all-linear"), List.of("lm_head"), false, false, null),
                read("{use_peft: true, lora_r: 8, lora_alpha: 16, lora_target_modules: all-linear, lora_modules_to_save: [lm_head]}"));
        assertEquals(List.of("q_proj", "v_proj"), read("{lora_target_modules: [q_proj, v_proj]}").loraTargetModules());
        assertEquals(List.of(".*\\.\\d{1,2}\\..*_proj"), read("{lora_target_modules: ['.*\\.\\d{1,2}\\..*_proj']}").loraTargetModules());
        assertEquals(LoraSettings.DEFAULTS, read("{lora_target_modules: null, lora_modules_to_save: null, adapter_name_or_path: null}"));
    }

    private LoraSettings read(String yaml) throws IOException {
        RunFile file = RunFile.read(Files.writeString(folder.resolve("run.yaml"), yaml));
        return new SettingsReader("hone sft", List.of(LoraSettings.class)).read(file, List.of()).of(LoraSettings.class);
    }

    @Test void settingsOutOfRangeAreRefused() {
        assertEquals("lora_r is 0; expected at least 1", assertThrows(UserError.class, () -> settings(0, 0.1)).getMessage());
        assertEquals("lora_dropout is 1.0; expected from 0 to below 1", assertThrows(UserError.class, () -> settings(8, 1)).getMessage());
    }

    private static LoraSettings settings(int r, double dropout) {
        return new LoraSettings(true, r, 16, dropout, null, null, false, false, null);
    }

    /// The last words of the layers that get an adapter.
    private static String adapted(String name, String... targets) {
        var words = new TreeSet<String>();
        for (var weight : model(name, targets.length == 0 ? null : List.of(targets), List.of()).trained())
            words.add(weight.name().replaceFirst("\\.lora_.*", "").replaceFirst(".*\\.", ""));
        return String.join(" ", words);
    }

    private static String mistake(String name, List<String> targets, List<String> whole) {
        return assertThrows(UserError.class, () -> model(name, targets, whole)).getMessage();
    }

    private static CausalLm model(String name, List<String> targets, List<String> whole) {
        try (var golden = GoldenModel.open(name)) {
            return model(golden, targets, whole);
        }
    }

    private static CausalLm model(GoldenModel golden, List<String> targets, List<String> whole) {
        ModelConfig config = golden.config("config.json");
        var settings = new LoraSettings(true, 4, 8, 0, targets, whole, false, false, null);
        return CausalLm.of(config, golden.checkpoint(), NewLora.of(settings, config, 1));
    }
}
