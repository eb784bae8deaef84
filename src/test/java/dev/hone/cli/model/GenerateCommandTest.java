package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.cli.console.Program;
import dev.hone.tensor.StoredTensor;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GenerateCommandTest {
    @TempDir Path folder;

    static Stream<String> models() throws IOException {
        try (var folders = Files.list(TinyModel.MODELS)) {
            return folders.map(model -> model.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest @MethodSource("models")
    void greedyIdsAndScoresAreTransformers(String name) throws IOException {
        try (Safetensors io = Safetensors.open(TinyModel.MODELS.resolve(name).resolve("io.safetensors"))) {
            int[][] prompts = prompts(io);
            Path input = folder.resolve("in.jsonl");
            Cli.write(input, Arrays.stream(prompts).map(ids -> "{\"input_ids\":" + Arrays.toString(ids) + "}").toArray(String[]::new));

            List<JsonNode> answers = generated(TinyModel.MODELS.resolve(name), input, "--greedy", "--ignore-eos", "--max-new-tokens", "12");
            long[] wanted = longs(io.get("generated_ids"));
            for (int r = 0; r < prompts.length; r++) {
                int[] expected = Arrays.stream(wanted, 12 * r, 12 * r + 12).mapToInt(id -> (int) id).toArray();
                JsonNode answer = answers.get(r).get("completions").get(0);
                assertArrayEquals(expected, Cli.ints(answer.get("token_ids")), name + " row " + r);
                assertEquals("length", answer.get("finish_reason").stringValue());
                assertEquals("", answer.get("text").stringValue());
            }

            Path scores = folder.resolve("scores.jsonl");
            Cli.done("score", "--model", TinyModel.MODELS.resolve(name).toString(), "--input", input.toString(), "--output", scores.toString());
            List<JsonNode> rows = Cli.rows(scores);
            StoredTensor logProbs = io.get("logprobs");
            for (int r = 0; r < prompts.length; r++) {
                assertArrayEquals(prompts[r], Cli.ints(rows.get(r).get("input_ids")));
                JsonNode got = rows.get(r).get("token_logprobs");
                assertEquals(prompts[r].length, got.size());
                assertTrue(got.get(0).isNull());
                for (int t = 1; t < got.size(); t++) {
                    float want = logProbs.bytes().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * (r * logProbs.shape()[1] + t));
                    assertEquals(want, got.get(t).doubleValue(), 1e-5 + 1e-4 * Math.abs(want), name + " row " + r + " token " + t);
                }
            }
        }
    }

    private static int[][] prompts(Safetensors io) {
        long[] ids = longs(io.get("input_ids"));
        long[] mask = longs(io.get("attention_mask"));
        int width = (int) io.get("input_ids").shape()[1];
        int[][] rows = new int[ids.length / width][];
        for (int r = 0; r < rows.length; r++) {
            int length = (int) Arrays.stream(mask, r * width, (r + 1) * width).sum();
            rows[r] = Arrays.stream(ids, r * width, r * width + length).mapToInt(id -> (int) id).toArray();
        }
        return rows;
    }

    private static long[] longs(StoredTensor tensor) {
        return tensor.bytes().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }

    private List<JsonNode> generated(Path model, Path input, String... flags) {
        Path output = folder.resolve("out.jsonl");
        List<String> arguments = new ArrayList<>(List.of("generate", "--model", model.toString(), "--input", input.toString(), "--output", output.toString()));
        arguments.addAll(List.of(flags));
        Cli.done(arguments.toArray(String[]::new));
        return Cli.rows(output);
    }

    private Path talking() {
        Path model = folder.resolve("model");
        return Files.exists(model) ? model : TinyModel.withTokenizer(model);
    }

    private Path rows(String... lines) {
        return Cli.write(folder.resolve("rows.jsonl"), lines);
    }

    @Test void anAnswerIsTheSameInAnyCompanyAndItsScoresAreThoseOfScore() {
        String[] lines = new String[40];
        Arrays.setAll(lines, i -> "{\"id\":" + i + ",\"prompt\":\"Row " + i + " says\"}");
        String[] flags = {"--temperature", "0.9", "--top-p", "0.95", "--max-new-tokens", "9", "--num-return-sequences", "2"};
        List<JsonNode> alone = generated(talking(), rows(lines), with(flags, "--max-batch", "1"));
        assertEquals(alone, generated(talking(), rows(lines), with(flags, "--max-batch", "16")));
        assertEquals(alone, generated(talking(), rows(lines), with(flags, "--threads", "1")));
        assertEquals(alone, generated(talking(), rows(lines), with(flags, "--seed", "0")));
        assertFalse(alone.equals(generated(talking(), rows(lines), with(flags, "--seed", "8"))));

        List<String> texts = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            assertEquals(i, alone.get(i).get("id").intValue());
            for (JsonNode answer : alone.get(i).get("completions")) texts.add(joined("Row " + i + " says", answer));
        }
        Path scores = folder.resolve("scores.jsonl");
        Cli.done("score", "--model", talking().toString(), "--input", rows(texts.toArray(String[]::new)).toString(), "--output", scores.toString());
        List<JsonNode> scored = Cli.rows(scores);
        for (int i = 0; i < scored.size(); i++) {
            JsonNode made = alone.get(i / 2).get("completions").get(i % 2).get("token_logprobs");
            JsonNode all = scored.get(i).get("token_logprobs");
            for (int t = 0; t < made.size(); t++) assertEquals(made.get(t), all.get(all.size() - made.size() + t));
        }
    }

    /// Prompt and answer as one row of ids.
    private String joined(String prompt, JsonNode answer) {
        int[] ids = Cli.ints(Cli.json(Cli.done("show", "tokens", "--model", talking().toString(), "--text", prompt, "--json").out()).get("input_ids"));
        int[] more = Cli.ints(answer.get("token_ids"));
        int[] both = Arrays.copyOf(ids, ids.length + more.length);
        System.arraycopy(more, 0, both, ids.length, more.length);
        return "{\"input_ids\":" + Arrays.toString(both) + "}";
    }

    private static String[] with(String[] flags, String... more) {
        return Stream.concat(Stream.of(flags), Stream.of(more)).toArray(String[]::new);
    }

    @Test void conversationsGoThroughTheTemplateAndBlankLinesArePassedOver() {
        var rows = generated(talking(), rows("\uFEFF{\"id\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "", "{\"input_ids\":[5]}"),
                "--max-new-tokens", "3", "--ignore-eos");
        int[] chat = Cli.ints(Cli.json(Cli.done("show", "tokens", "--model", talking().toString(), "--text",
                "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n", "--json").out()).get("input_ids"));
        var same = generated(talking(), rows("{\"input_ids\":" + Arrays.toString(chat) + "}"), "--max-new-tokens", "3", "--ignore-eos");
        assertEquals("a", rows.get(0).get("id").stringValue());
        assertFalse(rows.get(1).has("id"));
        assertEquals(same.get(0).get("completions"), rows.get(0).get("completions"));
    }

    @Test void weightsCanBeKeptInBfloat16() {
        var stored = generated(talking(), rows("{\"input_ids\":[5,6]}"), "--max-new-tokens", "3");
        assertEquals(stored, generated(talking(), rows("{\"input_ids\":[5,6]}"), "--max-new-tokens", "3", "--dtype", "float32"));
        assertFalse(stored.equals(generated(talking(), rows("{\"input_ids\":[5,6]}"), "--max-new-tokens", "3", "--dtype", "bfloat16")));
    }

    @Test void aSinglePromptIsPrintedAndStandardInputAndOutputServe() {
        String model = talking().toString();
        Cli text = Cli.done("generate", "--model", model, "--prompt", "Hello", "--max-new-tokens", "5");
        JsonNode json = Cli.json(Cli.done("generate", "--model", model, "--prompt", "Hello", "--max-new-tokens", "5", "--json").out());
        assertEquals(json.get("completions").get(0).get("text").stringValue() + System.lineSeparator(), text.out());
        assertEquals(text.out(), Cli.fed("Hello\n", "generate", "--model", model, "--max-new-tokens", "5").out());
        Cli piped = Cli.fed("{\"id\":1,\"prompt\":\"Hello\"}\n", "generate", "--model", model, "--input", "-", "--max-new-tokens", "5");
        assertEquals(json.get("completions"), Cli.json(piped.out()).get("completions"));
        Cli two = Cli.done("generate", "--model", model, "--prompt", "Hello", "--max-new-tokens", "5", "--temperature", "1", "--num-return-sequences", "2");
        assertTrue(two.out().startsWith("--- 1 of 2") && two.out().contains("--- 2 of 2"), two.out());
    }

    @Test void theModelsOwnSettingsCountAndFlagsGoBeforeThem() {
        Path model = talking();
        Cli.write(model.resolve("generation_config.json"), "{\"do_sample\":true,\"temperature\":0.5,\"max_new_tokens\":4,\"eos_token_id\":[2]}");
        var sampled = generated(model, rows("{\"input_ids\":[5,6]}"), "--ignore-eos", "--num-return-sequences", "3");
        assertEquals(4, sampled.get(0).get("completions").get(0).get("token_ids").size());
        assertFalse(sampled.get(0).get("completions").get(0).equals(sampled.get(0).get("completions").get(1)));
        var greedy = generated(model, rows("{\"input_ids\":[5,6]}"), "--ignore-eos", "--greedy");
        assertEquals(greedy, generated(model, rows("{\"input_ids\":[5,6]}"), "--ignore-eos", "--temperature", "0", "--seed", "4"));
        Cli.write(model.resolve("generation_config.json"), "{\"temperature\":\"hot\"}");
        assertTrue(Cli.mistake("generate", "--model", model.toString(), "--prompt", "x").contains("generation_config.json: temperature is \"hot\""));
    }

    @Test void theEndOfAnAnswerIsFoundWithoutGenerationConfig() throws IOException {
        Path model = talking();
        JsonNode greedy = generated(model, rows("{\"input_ids\":[5,6]}"), "--max-new-tokens", "6", "--ignore-eos").get(0).get("completions").get(0);
        int third = greedy.get("token_ids").get(2).intValue();
        Files.delete(model.resolve("generation_config.json"));
        var config = (ObjectNode) Cli.json(model.resolve("config.json"));
        Cli.write(model.resolve("config.json"), config.put("eos_token_id", third).toString());
        JsonNode ended = generated(model, rows("{\"input_ids\":[5,6]}"), "--max-new-tokens", "6").get(0).get("completions").get(0);
        assertEquals("stop", ended.get("finish_reason").stringValue());
        assertEquals(third, ended.get("token_ids").get(ended.get("token_ids").size() - 1).intValue());
    }

    @Test void aBrokenRowIsNamedBeforeAnythingIsWritten() {
        Path model = talking();
        Path output = folder.resolve("out.jsonl");
        String good = "{\"prompt\":\"Hello\"}";
        assertRow(model, "not valid JSON", good, "{\"prompt\": \"x\"");
        assertRow(model, "expected a JSON object, got [1]", good, "[1]");
        assertRow(model, "not valid JSON", good, "{\"prompt\":\"x\"} {}");
        assertRow(model, "not valid JSON", good, "{\"prompt\":\"x\",\"prompt\":\"y\"}");
        assertRow(model, "has only text; a row has one of prompt, messages, input_ids", good, "{\"text\":\"x\"}");
        assertRow(model, "is an empty object; a row has one of", good, "{}");
        assertRow(model, "has prompt and input_ids; a row has one of", good, "{\"prompt\":\"x\",\"input_ids\":[1]}");
        assertRow(model, "prompt is 5; expected a text", good, "{\"prompt\":5}");
        assertRow(model, "input_ids[1] is 1.5; expected a token id", good, "{\"input_ids\":[1,1.5]}");
        assertRow(model, "token 1 is 320; the model's tokens are 0 to 319", good, "{\"input_ids\":[1,320]}");
        assertRow(model, "token 0 is -1; the model's tokens are 0 to 319", good, "{\"input_ids\":[-1]}");
        assertRow(model, "has no tokens", good, "{\"input_ids\":[]}");
        assertRow(model, "messages is \"hi\"; expected a list", good, "{\"messages\":\"hi\"}");
        assertRow(model, "messages[0] is \"hi\"; expected an object with role and content", good, "{\"messages\":[\"hi\"]}");
        assertRow(model, "the chat template fails on this conversation", good, "{\"messages\":[{\"role\":\"user\"}]}");
        assertRow(model, "the prompt has 2048 tokens and the model's context 2048", good, "{\"input_ids\":" + Arrays.toString(new int[2048]) + "}");
        assertFalse(Files.exists(output));
    }

    private void assertRow(Path model, String message, String... lines) {
        String said = Cli.mistake("generate", "--model", model.toString(), "--input", rows(lines).toString(), "--output", folder.resolve("out.jsonl").toString());
        assertTrue(said.startsWith(folder.resolve("rows.jsonl") + ":2: ") && said.contains(message), said);
        assertEquals(said.replace(folder.resolve("rows.jsonl").toString(), "rows"),
                pipedMistake(model, lines).replace("standard input", "rows"));
    }

    /// From a pipe the row before has been answered by then.
    private static String pipedMistake(Path model, String... lines) {
        Cli cli = Cli.fed(String.join("\n", lines), "generate", "--model", model.toString(), "--input", "-", "--max-batch", "1", "--max-new-tokens", "1");
        assertEquals(Program.USER_MISTAKE, cli.code());
        return cli.err().substring(6).strip();
    }

    @Test void aModelWithoutTokenizerTakesIdsAlone() {
        String model = TinyModel.MODELS.resolve("llama-smollm2").toString();
        assertTrue(Cli.mistake("generate", "--model", model, "--input", rows("{\"prompt\":\"x\"}").toString())
                .contains("has prompt, but this model comes without a tokenizer.json; give input_ids"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x").contains("no tokenizer.json, so this model reads token ids only"));
        assertTrue(Cli.mistake("generate", "--model", model, "--input", rows("{\"input_ids\":[1]}").toString(), "--stop", "x").contains("stop_strings"));
    }

    @Test void flagsThatContradictOrAreOutOfRangeAreSaid() {
        String model = talking().toString();
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--greedy", "--top-k", "5").contains("give one or the other"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--num-return-sequences", "2").contains("add --temperature 1"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--temperature", "-1").contains("temperature is -1.0"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--max-new-tokens", "0").contains("--max-new-tokens is 0; at least 1"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--max-batch", "0").contains("--max-batch is 0; at least 1"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--threads", "0").contains("--threads is 0"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--dtype", "int8").contains("--dtype is \"int8\"; float32 or bfloat16"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--device", "cuda").contains("--device is \"cuda\""));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--input", "y").contains("both given"));
        assertTrue(Cli.mistake("generate", "--model", model, "--prompt", "x", "--output", "y").contains("--output goes with --input"));
        assertEquals(Program.USER_MISTAKE, Cli.run("generate", "--model", model, "--top-k", "many").code());
    }
}
