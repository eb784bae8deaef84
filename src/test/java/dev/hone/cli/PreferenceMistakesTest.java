package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What users of `hone dpo` and `hone reward` get wrong: exit code 2, one message, nothing lost.
class PreferenceMistakesTest {
    private static final String ROW = "{\"prompt\": \"Say hello. \", \"chosen\": \"Hello!\", \"rejected\": \"No.\"}";

    @TempDir Path folder;

    @BeforeEach void model() {
        TinyModel.withTokenizer(folder.resolve("model"));
        Cli.write(folder.resolve("rows.jsonl"), ROW, ROW.replace("hello", "good bye").replace("Hello!", "Bye!"));
    }

    private String[] line(String command, String... more) {
        return Stream.concat(Stream.of(command, "--model-name-or-path", folder.resolve("model").toString(), "--dataset-name", folder.resolve("rows.jsonl").toString(),
                "--output-dir", folder.resolve("out").toString(), "--max-steps", "2"), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest @CsvSource(delimiter = '|', value = {
        "--beta | 0 | beta is 0.0; expected more than 0",
        "--loss-type | sigmoit | sigmoid",
        "--loss-weights | [1, 2] | loss_weights has 2 numbers for 1 losses",
        "--loss-type | exo_pair | label_smoothing is 0",
        "--label-smoothing | 0.7 | label_smoothing is 0.7; expected from 0 to below 0.5",
        "--ld-alpha | 2 | ld_alpha is 2.0; expected from 0 to 1",
        "--max-tokens-per-pass | 0 | max_tokens_per_pass is 0; expected at least 1",
        "--ref-model-name-or-path | nowhere/to/be/found | nowhere/to/be/found"})
    void settings(String flag, String value, String message) {
        String told = Cli.mistake(line("dpo", flag, value));
        assertTrue(told.contains(message), told);
    }

    @Test void rowsOfAnotherKind() {
        Cli.write(folder.resolve("rows.jsonl"), "{\"text\": \"a text\"}");
        for (String command : List.of("dpo", "reward")) {
            String told = Cli.mistake(line(command));
            assertTrue(told.contains("rows.jsonl"), told);
        }
    }

    @Test void aRunIsNeverReplacedByAccident() {
        Cli.done(line("reward", "--force"));
        assertTrue(Files.exists(folder.resolve("out/report.html")));
        String told = Cli.mistake(line("reward", "--force"));
        assertTrue(told.contains("--overwrite"), told);
    }

    @Test void aReferenceOfAnotherVocabulary() {
        Path other = TinyModel.copyOf("qwen3", folder.resolve("other"));
        String told = Cli.mistake(line("dpo", "--force", "--ref-model-name-or-path", other.toString()));
        assertTrue(told.contains("vocabulary"), told);
    }
}
