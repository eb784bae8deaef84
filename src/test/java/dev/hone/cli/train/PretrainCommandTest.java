package dev.hone.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The whole command on models of some thousand parameters.
class PretrainCommandTest {
    private static final List<String> SIZES = List.of("--tokenizer", TinyModel.TOKENIZER.toString(), "--hidden-size", "16", "--intermediate-size", "32",
            "--num-hidden-layers", "1", "--num-attention-heads", "2");

    @TempDir Path folder;
    private Path out;

    @BeforeEach void texts() {
        out = folder.resolve("out");
        Cli.write(folder.resolve("texts.jsonl"), IntStream.range(0, 60).mapToObj(i -> "{\"text\": \"The cat sat on the mat, and the dog saw it. \"}").toArray(String[]::new));
    }

    private String[] pretrain(List<String> model, String... more) {
        List<String> arguments = new ArrayList<>(List.of("pretrain"));
        arguments.addAll(model);
        arguments.addAll(List.of("--dataset-name", folder.resolve("texts.jsonl").toString(), "--output-dir", out.toString(), "--max-length", "32",
                "--per-device-train-batch-size", "2", "--learning-rate", "0.01", "--logging-steps", "2", "--quiet"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test void aNewModelLearnsAndGoesOnAsAnyOther() {
        Cli.done(pretrain(SIZES, "--num-train-epochs", "5", "--sample-prompts", "[The cat]"));
        List<JsonNode> metrics = Cli.rows(out.resolve("metrics.jsonl"));
        double first = metrics.getFirst().get("loss").doubleValue();
        assertTrue(first > 5 && metrics.get(metrics.size() - 2).get("loss").doubleValue() < first - 1, metrics.toString());

        JsonNode config = Cli.json(out.resolve("config.json"));
        assertEquals("LlamaForCausalLM", config.at("/architectures/0").stringValue());
        assertEquals(320, config.get("vocab_size").intValue());
        assertEquals(32, config.get("max_position_embeddings").intValue());
        assertTrue(config.get("eos_token_id").isInt(), config.toString());
        JsonNode record = Cli.json(out.resolve("run.json"));
        assertEquals("a new LlamaForCausalLM", record.at("/model/name").stringValue());
        assertEquals(60, record.at("/data/used").intValue());
        assertEquals("The cat", record.at("/answers/0/prompt").stringValue());
        assertEquals("(new, nothing learned)", record.at("/answers/0/before").stringValue());
        assertTrue(record.at("/answers/0/after").isString());

        Path more = folder.resolve("more");
        Cli.done(pretrain(List.of("--model-name-or-path", out.toString()), "--max-steps", "4", "--sample-prompts", "[]", "--output-dir", more.toString()));
        double again = Cli.rows(more.resolve("metrics.jsonl")).getFirst().get("loss").doubleValue();
        assertTrue(again < first - 1, first + ", then " + again);
    }

    /// Fewer documents a block than tokens: all tokens of an epoch but the first of each block are learned.
    @Test void blocksAreFull() {
        Cli.done(pretrain(SIZES, "--num-train-epochs", "1", "--sample-prompts", "[]", "--per-device-train-batch-size", "1", "--logging-steps", "1"));
        long tokens = Cli.json(out.resolve("run.json")).at("/data/tokens").longValue();
        List<JsonNode> steps = Cli.rows(out.resolve("metrics.jsonl")).stream().filter(row -> row.has("loss")).toList();
        assertEquals(Math.ceilDiv(tokens, 32), steps.size());
        assertEquals(tokens, steps.getLast().get("num_tokens").longValue());
    }

    @Test void aRunThatGoesOnEndsAsOneThatWasNotStopped() throws IOException {
        Cli.done(pretrain(SIZES, "--max-steps", "6", "--save-steps", "3", "--sample-prompts", "[]"));
        byte[] whole = Files.readAllBytes(out.resolve("model.safetensors"));
        try (Stream<Path> files = Files.walk(out.resolve("checkpoint-6"))) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
        }
        Files.delete(out.resolve("model.safetensors"));
        Cli.done(pretrain(SIZES, "--max-steps", "6", "--save-steps", "3", "--sample-prompts", "[]", "--resume"));
        assertEquals(-1, Arrays.mismatch(whole, Files.readAllBytes(out.resolve("model.safetensors"))));
    }

    @Test void aConfigurationOfAnyFamilyBeginsAModel() {
        Path config = TinyModel.copyOf("qwen3", folder.resolve("qwen3")).resolve("config.json");
        Cli.write(config, ((ObjectNode) Cli.json(config)).put("vocab_size", 400).toString());
        Cli.done(pretrain(List.of("--config", config.toString(), "--tokenizer", TinyModel.TOKENIZER.toString()), "--max-steps", "2", "--sample-prompts", "[]"));
        assertEquals(400, Cli.json(out.resolve("config.json")).get("vocab_size").intValue());
    }

    @Test void aTextFileIsADocument() throws IOException {
        Files.writeString(folder.resolve("book.txt"), "The cat sat on the mat.\n".repeat(100));
        Cli.done(pretrain(SIZES, "--dataset-name", folder.resolve("book.txt").toString(), "--max-steps", "2", "--sample-prompts", "[]"));
        assertEquals(1, Cli.json(out.resolve("run.json")).at("/data/rows").intValue());
    }

    @Test void whatAModelBeginsWithHasToBeSaid() {
        assertEquals("model_name_or_path is missing: the model to go on with; or a new one: its tokenizer with config, or with hidden_size and other sizes",
                Cli.mistake(pretrain(List.of())));
        assertEquals("model_name_or_path is given beside tokenizer, which a new model begins with; give one of them",
                Cli.mistake(pretrain(SIZES, "--model-name-or-path", "m")));
        assertEquals("num_hidden_layers is missing; a new model needs hidden_size, intermediate_size, num_hidden_layers, num_attention_heads", Cli.mistake(pretrain(List.of("--tokenizer", "t", "--hidden-size", "16", "--intermediate-size", "32"))));
        assertTrue(Cli.mistake(pretrain(SIZES, "--config", "c.json")).contains("config is given beside hidden_size"));
        assertTrue(Cli.mistake(pretrain(List.of("--config", "c.json"))).contains("tokenizer is missing"));
        assertTrue(Cli.mistake(pretrain(List.of("--tokenizer", TinyModel.TOKENIZER.toString()))).contains("tokenizer is given, but no new model"));
        Path small = Cli.write(folder.resolve("config.json"), "{\"architectures\": [\"LlamaForCausalLM\"], \"vocab_size\": 100}");
        assertEquals(small + ": vocab_size is 100, and the tokenizer has 320 tokens; expected at least as many",
                Cli.mistake(pretrain(List.of("--config", small.toString(), "--tokenizer", TinyModel.TOKENIZER.toString()))));
    }

    @Test void aConversationIsNoDocument() {
        Cli.write(folder.resolve("texts.jsonl"), "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello\"}]}");
        assertEquals(folder.resolve("texts.jsonl") + ":1: is no plain text; hone pretrain takes rows with text or input_ids, and hone sft learns from answers to prompts"
                + " (on_bad_row: skip goes on without such rows)", Cli.mistake(pretrain(SIZES)));
    }
}
