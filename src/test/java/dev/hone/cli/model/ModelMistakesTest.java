package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.cli.console.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model or a file that cannot be used ends each command with one message that says what and where.
class ModelMistakesTest {
    @TempDir Path folder;
    private Path model;
    private Path rows;
    private Path output;

    @BeforeEach void aModelToBreak() {
        model = TinyModel.copyOf("llama-smollm2", folder.resolve("model"));
        rows = Cli.write(folder.resolve("rows.jsonl"), "{\"input_ids\":[5,6,7]}");
        output = folder.resolve("out.jsonl");
    }

    private void refused(String... expected) {
        for (String command : List.of("generate", "score")) {
            String said = Cli.mistake(command, "--model", model.toString(), "--input", rows.toString(), "--output", output.toString());
            for (String part : expected) assertTrue(said.contains(part), command + ": " + said);
            assertFalse(Files.exists(output));
        }
    }

    @Test void noModel() {
        model = folder.resolve("none");
        refused(model.toString(), "there is no file or folder");
        assertTrue(Cli.mistake("chat", "--model", model.toString()).contains("there is no file or folder"));
        assertTrue(Cli.mistake("show", "tokens", "--model", model.toString(), "--text", "x").contains("there is no file or folder"));
        assertTrue(Cli.mistake("render", "--model", model.toString(), "--input", rows.toString()).contains("there is no file or folder"));
    }

    @Test void noModelIsGiven() {
        for (String command : List.of("generate", "score", "chat")) {
            Cli cli = Cli.run(command, "--input", "x");
            assertEquals(Program.USER_MISTAKE, cli.code());
            assertTrue(cli.err().contains("--model") || cli.err().contains("--input"), cli.err());
        }
    }

    @Test void noFile() {
        rows = folder.resolve("none.jsonl");
        refused(rows + ": no such file");
        rows = folder;
        refused(": is a folder");
    }

    @Test void anEmptyFile() {
        Cli.write(rows, "", " ");
        refused(rows + ": is empty");
    }

    @Test void notAFolderOfAModel() throws IOException {
        Files.delete(model.resolve("config.json"));
        refused("no config.json");
        model = rows;
        refused("is a file, expected a model's folder");
    }

    @Test void truncatedWeights() throws IOException {
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));
        refused(weights.toString());
        Files.write(weights, Arrays.copyOf(bytes, 4));
        refused(weights.toString());
    }

    @Test void onlyPickledWeights() throws IOException {
        Files.move(model.resolve("model.safetensors"), model.resolve("pytorch_model.bin"));
        refused("no weights", "pytorch_model.bin is a pickle", "convert it to safetensors");
    }

    @Test void anUnknownArchitecture() {
        change("architectures", Cli.json("[\"MambaForCausalLM\"]"));
        refused(model.resolve("config.json").toString(), "MambaForCausalLM");
    }

    @Test void weightsOfAnotherShape() {
        change("vocab_size", Cli.json("161"));
        refused(model.toString(), "model.embed_tokens.weight has shape [160, 48], expected [161, 48]");
    }

    @Test void weightsThatTheModelDoesNotUse() {
        change("num_hidden_layers", Cli.json("2"));
        refused(model.toString(), "does not use", "model.layers.2");
    }

    /// Two things are wrong and two threads look: the weights' fault is told, each time.
    @Test void aBrokenTokenizerIsToldAfterTheWeights() throws IOException {
        Files.writeString(model.resolve("tokenizer.json"), "{");
        refused("tokenizer.json", "cannot be opened");
        Files.delete(model.resolve("model.safetensors"));
        for (int i = 0; i < 5; i++) refused("no weights");
    }

    @Test void textsLongerThanTheContext() {
        Cli.write(rows, "{\"input_ids\":[1]}", "{\"input_ids\":" + Arrays.toString(new int[65]) + "}");
        refused(rows + ":2: ", "65 tokens", "context", "64");
    }

    @Test void anOutputThatCannotBe() throws IOException {
        Path beside = folder.resolve("new/deep/out.jsonl");
        Cli.done("score", "--model", model.toString(), "--input", rows.toString(), "--output", beside.toString());
        assertTrue(Files.exists(beside));
        for (Path bad : List.of(folder, rows.resolve("out.jsonl"))) for (String command : List.of("generate", "score")) {
            String said = Cli.mistake(command, "--model", model.toString(), "--input", rows.toString(), "--output", bad.toString());
            assertTrue(said.contains(bad.toString()) || said.contains(rows.toString()), said);
        }
        try (var files = Files.list(folder)) {
            assertFalse(files.anyMatch(file -> file.toString().endsWith(".tmp")));
        }
    }

    private void change(String key, JsonNode value) {
        ObjectNode config = (ObjectNode) Cli.json(model.resolve("config.json"));
        config.set(key, value);
        Cli.write(model.resolve("config.json"), config.toString());
    }
}
