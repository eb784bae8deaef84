package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.ShippedModel;
import dev.hone.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The base model in the resources.
class ShippedModelTest {
    @TempDir Path folder;

    @Test void itIsSmall() throws IOException {
        ShippedModel.copyTo(folder.resolve("base"), false);
        assertTrue(Files.size(folder.resolve("base").resolve("model.safetensors")) < 9_000_000);
    }

    @Test void everyDigitIsATokenAndEveryTextComesBack() {
        ShippedModel.copyTo(folder.resolve("base"), false);
        try (Tokenizer tokenizer = Tokenizer.open(folder.resolve("base"))) {
            assertEquals(4, tokenizer.encode("2026", false).length);
            String text = "Ünusual words, 7 + 35 = 42.\n";
            assertEquals(text, tokenizer.decode(tokenizer.encode(text, false), false));
        }
    }

    /// It answers, and then rambles on: it has not learned to stop.
    @Test void itGoesOnWithASheetOfQuestions() {
        ShippedModel.copyTo(folder.resolve("base"), false);
        Cli.write(folder.resolve("prompts.jsonl"), "{\"prompt\": \"Question: What does a cow say?\\nAnswer:\"}");
        Cli.done("generate", "--model", folder.resolve("base").toString(), "--input", folder.resolve("prompts.jsonl").toString(),
                "--output", folder.resolve("answers.jsonl").toString(), "--greedy", "--max-new-tokens", "24", "--quiet");
        String said = Cli.rows(folder.resolve("answers.jsonl")).getFirst().at("/completions/0/text").stringValue();
        assertTrue(said.startsWith(" A cow says moo.\nQuestion:"), said);
    }
}
