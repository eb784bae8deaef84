package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.tensor.kernel.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An adapter's folder in place of a model's, and worked into its model.
class AdapterTest {
    private static final Path TRAINING = Path.of("src/test/resources/golden/training");
    @TempDir Path folder;
    private Path model;
    private Path adapter;

    @BeforeEach void adapterBesideItsModel() throws IOException {
        model = TinyModel.withTokenizer(folder.resolve("base_model"));
        adapter = Files.createDirectories(folder.resolve("adapter"));
        for (String file : new String[] {"adapter_config.json", "adapter_model.safetensors"})
            Files.copy(TRAINING.resolve("lora/adapter_final").resolve(file), adapter.resolve(file));
    }

    /// Both ways give PEFT's numbers: the adapter opened, and its merged model.
    @ParameterizedTest @ValueSource(strings = {"lora/adapter_final", "lora_rslora/adapter", "lora_dora/adapter"})
    void scoresAreThoseOfPeft(String recorded) throws IOException {
        Path peft = TRAINING.resolve(recorded);
        Path input;
        float[] expected;
        try (var numbers = Safetensors.open(peft.resolveSibling("logits.safetensors"))) {
            int[] ids = ids(numbers);
            input = Cli.write(folder.resolve("in.jsonl"), "{\"input_ids\": " + Arrays.toString(ids) + "}");
            expected = logProbs(Numbers.read(numbers.get("merged").bytes(), numbers.get("merged").dtype()), ids);
        }
        Cli.done("score", "--model", peft.toString(), "--input", input.toString(), "--output", folder.resolve("opened.jsonl").toString(), "--quiet");
        Cli.done("convert", peft.toString(), "--output", folder.resolve("merged").toString(), "--quiet");
        Cli.done("score", "--model", folder.resolve("merged").toString(), "--input", input.toString(),
                "--output", folder.resolve("merged.jsonl").toString(), "--quiet");
        assertClose(expected, Cli.rows(folder.resolve("opened.jsonl")).getFirst().get("token_logprobs"));
        assertEquals(Cli.rows(folder.resolve("opened.jsonl")), Cli.rows(folder.resolve("merged.jsonl")));
    }

    @Test void theTokenizerIsTheAdaptersWhereItHasOne() throws IOException {
        Path input = Cli.write(folder.resolve("in.jsonl"), "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}");
        String[] generate = {"generate", "--model", adapter.toString(), "--input", input.toString(), "--greedy", "--max-new-tokens", "4", "--quiet"};
        JsonNode withBases = Cli.json(Cli.done(generate).out());
        Cli.write(adapter.resolve("chat_template.jinja"), "{{ messages[0].content }}{{ messages[0].content }}");
        assertEquals(withBases, Cli.json(Cli.done(generate).out()));
        for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) Files.copy(model.resolve(file), adapter.resolve(file));
        assertFalse(withBases.equals(Cli.json(Cli.done(generate).out())));

        Cli.done("convert", adapter.toString(), "--output", folder.resolve("merged").toString(), "--quiet");
        assertTrue(Files.readString(folder.resolve("merged/chat_template.jinja")).startsWith("{{ messages[0]"));
        assertTrue(Files.exists(folder.resolve("merged/generation_config.json")));
        assertFalse(Files.exists(folder.resolve("merged/adapter_config.json")));
    }

    @Test void theModelIsNamedByTheAdapterOrByTheUser() throws IOException {
        JsonNode result = Cli.json(Cli.done("convert", adapter.toString(), "--output", folder.resolve("merged").toString(), "--dtype", "bfloat16", "--json").out());
        assertEquals("LlamaForCausalLM", result.get("architecture").stringValue());
        assertEquals("bfloat16", Cli.json(folder.resolve("merged/config.json")).get("dtype").stringValue());

        named(null);
        assertTrue(Cli.mistake("score", "--model", adapter.toString(), "--input", "-").startsWith(adapter.resolve("adapter_config.json")
                + ": base_model_name_or_path is missing, so it is not known which model the adapter goes on top of"));
        named("../nowhere");
        assertTrue(Cli.mistake("convert", adapter.toString(), "--output", folder.resolve("x").toString()).startsWith(
                adapter.resolve("adapter_config.json") + ": base_model_name_or_path: there is no file or folder"));
        Cli.done("convert", adapter.toString(), "--base", model.toString(), "--output", folder.resolve("named").toString(), "--quiet");
        assertArrayEquals(bytes("merged/config.json"), withDtype("named/config.json"));
        assertEquals("--base is x, but " + model + " is no adapter; leave --base out",
                Cli.mistake("convert", model.toString(), "--base", "x", "--output", folder.resolve("y").toString()));
    }

    private byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    private byte[] withDtype(String file) throws IOException {
        return Files.readString(folder.resolve(file)).replace("\"dtype\": \"float32\"", "\"dtype\": \"bfloat16\"").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private void named(String base) {
        ObjectNode config = (ObjectNode) Cli.json(adapter.resolve("adapter_config.json"));
        Cli.write(adapter.resolve("adapter_config.json"), config.put("base_model_name_or_path", base).toString());
    }

    private static int[] ids(Safetensors numbers) {
        var stored = numbers.get("input_ids");
        return Arrays.stream(stored.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED)).mapToInt(Math::toIntExact).toArray();
    }

    /// `logits[t][id] - log Σ exp(logits[t])`, for the token after each.
    private static float[] logProbs(float[] logits, int[] ids) {
        int vocabulary = logits.length / ids.length;
        float[] out = new float[ids.length];
        for (int t = 0; t + 1 < ids.length; t++) {
            double sum = 0;
            for (int v = 0; v < vocabulary; v++) sum += Math.exp(logits[t * vocabulary + v]);
            out[t + 1] = (float) (logits[t * vocabulary + ids[t + 1]] - Math.log(sum));
        }
        return out;
    }

    private static void assertClose(float[] expected, JsonNode got) {
        assertEquals(expected.length, got.size());
        for (int i = 1; i < expected.length; i++) assertEquals(expected[i], got.get(i).floatValue(), 1e-5 + 1e-4 * Math.abs(expected[i]), "token " + i);
    }
}
