package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HfFolderTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models");
    @TempDir Path folder;

    @Test void aModelOpens() {
        HfFolder model = HfFolder.open(MODELS.resolve("qwen2"));
        assertEquals("qwen2", model.config().get("model_type").stringValue());
        assertEquals(2, model.generationConfig().orElseThrow().get("eos_token_id").intValue());
        assertTrue(model.tokenizer().isEmpty());
        try (Safetensors weights = model.weights()) {
            assertTrue(weights.has("model.norm.weight"));
        }
    }

    @Test void whatIsNotAModelSaysWhy() throws IOException {
        assertEquals(folder.resolve("none") + ": no such folder", error(folder.resolve("none")));
        assertEquals(folder + ": no config.json, so this is not a model's folder", error(folder));
        Path gguf = Files.writeString(folder.resolve("m.gguf"), "GGUF");
        assertEquals(gguf + ": is a file, expected a model's folder; make one of this GGUF file with: hone convert " + gguf + " --output DIR", error(gguf));
        assertTrue(error(folder).endsWith("it holds GGUF, make a model's folder of it with: hone convert " + gguf + " --output DIR"));
        Files.writeString(folder.resolve("adapter_config.json"), "{}");
        assertTrue(error(folder).endsWith("it holds a PEFT adapter (adapter_config.json), which goes on top of a model"));
        Files.writeString(folder.resolve("config.json"), "{\"a\": 1,}");
        assertTrue(error(folder).startsWith(folder.resolve("config.json") + ": not valid JSON: "), error(folder));
        Files.writeString(folder.resolve("config.json"), "[]");
        assertEquals(folder.resolve("config.json") + ": expected a JSON object, got a JSON array", error(folder));
    }

    @Test void missingWeightsSayWhatLiesThereInstead() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        String none = folder + ": no weights: neither model.safetensors nor model.safetensors.index.json is there";
        assertEquals(none, weightsError());
        Files.writeString(folder.resolve("flax_model.msgpack"), "");
        assertEquals(none + "; flax_model.msgpack is there, in a format that Hone does not load from a model's folder", weightsError());
        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertEquals(none + "; pytorch_model.bin is a pickle, which can execute code when it is loaded: convert it to safetensors", weightsError());
    }

    @Test void everythingButTheWeightsIsCarriedAlong() throws IOException {
        Path from = Files.createDirectory(folder.resolve("from"));
        Path to = Files.createDirectory(folder.resolve("to"));
        List<String> carried = List.of("README.md", "chat_template.jinja", "config.json", "generation_config.json", "merges.txt", "tokenizer.json",
                "tokenizer_config.json");
        for (String name : carried) Files.write(from.resolve(name), new byte[] {1, (byte) 0xFF, (byte) name.length()});
        for (String name : List.of("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
                "optimizer.pt", "model.onnx", "m.gguf", ".gitattributes")) Files.writeString(from.resolve(name), "x");
        Files.createDirectory(from.resolve("additional_chat_templates"));
        Files.writeString(from.resolve("additional_chat_templates/rag.jinja"), "{{ x }}");
        new HfFolder(from, Json.MAPPER.createObjectNode()).carryTo(to);
        try (var files = Files.list(to)) {
            assertEquals(carried, files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList());
        }
        for (String name : carried) assertEquals(-1, Files.mismatch(from.resolve(name), to.resolve(name)));
        assertEquals("{{ x }}", Files.readString(to.resolve("additional_chat_templates/rag.jinja")));
    }

    @Test void weightsThatDoNotFitAreListedTogether() {
        Map<String, long[]> expected = new LinkedHashMap<>();
        for (int i = 0; i < 7; i++) expected.put("layer." + i, new long[] {4, 8});
        Map<String, long[]> found = new LinkedHashMap<>(Map.of("layer.6", new long[] {8, 4}));
        found.put("lm_head.weight", new long[] {1});
        found.put("model.layers.0.self_attn.rotary_emb.inv_freq", new long[] {1});
        found.put("extra", new long[] {1});
        assertEquals(folder + ": the weights do not fit the configuration; 6 missing: layer.0, layer.1, layer.2, layer.3, layer.4 "
                + "and 1 more; 1 unexpected: extra; 1 of another shape: layer.6 (expected [4, 8], got [8, 4])",
                assertThrows(UserError.class, () -> WeightNames.check(folder, expected, found)).getMessage());
        found.remove("extra");
        expected.forEach((name, shape) -> found.put(name, shape.clone()));
        WeightNames.check(folder, expected, found);
    }

    private static String error(Path path) {
        return assertThrows(UserError.class, () -> HfFolder.open(path)).getMessage();
    }

    private String weightsError() {
        return assertThrows(UserError.class, () -> HfFolder.open(folder).weights()).getMessage();
    }
}
