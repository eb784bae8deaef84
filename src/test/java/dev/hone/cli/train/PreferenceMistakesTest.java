package dev.hone.cli.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
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
        "--loss-type | [kto, sigmoid] | loss_type has kto beside another; it stands alone",
        "--loss-type | [sigmoid, simpo] | loss_type has simpo beside another; it stands alone",
        "--cpo-alpha | 0.5 | cpo_alpha is given, which loss_type sigmoid does not read; those that do are cpo, cpo_hinge, cpo_ipo, simpo, alphapo",
        "--desirable-weight | 2 | desirable_weight is given, which loss_type sigmoid does not read; those that do are kto, apo_zero_unpaired",
        "--desirable-weight | -1 | desirable_weight is -1.0; expected at least 0",
        "--simpo-gamma | -1 | simpo_gamma is -1.0; expected at least 0",
        "--ref-model-mixup-alpha | 0 | ref_model_mixup_alpha is 0.0; expected more than 0, at most 1",
        "--ref-model-sync-steps | 0 | ref_model_sync_steps is 0; expected at least 1",
        "--ref-model-name-or-path | nowhere/to/be/found | nowhere/to/be/found"})
    void settings(String flag, String value, String message) {
        String told = Cli.mistake(line("dpo", flag, value));
        assertTrue(told.contains(message), told);
    }

    @ParameterizedTest @CsvSource(delimiter = '|', value = {
        "orpo | --ref-model-name-or-path | some/model | ref_model_name_or_path is some/model, and loss_type orpo has no reference",
        "simpo | --sync-ref-model | true | sync_ref_model is true, and loss_type simpo has no reference",
        "cpo | --precompute-ref-log-probs | true | precompute_ref_log_probs is true, and loss_type cpo has no reference",
        "kto | --precompute-ref-log-probs | true | which differ in each micro-batch; leave it out, or take apo_zero_unpaired",
        "kto | --per-device-train-batch-size | 1 | per_device_train_batch_size is 1, and loss_type kto measures",
        "kto | --ld-alpha | 0.5 | ld_alpha is 0.5, which loss_type kto does not read",
        "orpo | --label-smoothing | 0.1 | label_smoothing is 0.1, which loss_type orpo does not read",
        "simpo | --f-divergence-type | forward_kl | loss_type simpo has no form for"})
    void settingsThatALossHasNoUseFor(String type, String flag, String value, String message) {
        String told = Cli.mistake(line("dpo", "--loss-type", type, flag, value));
        assertTrue(told.contains(message), told);
    }

    @Test void aReferenceThatShallFollowAndCannot() {
        String both = Cli.mistake(line("dpo", "--sync-ref-model", "--precompute-ref-log-probs"));
        assertTrue(both.contains("precompute_ref_log_probs is true, and so is sync_ref_model"), both);
        String adapter = Cli.mistake(line("dpo", "--sync-ref-model", "--use-peft"));
        assertTrue(adapter.contains("sync_ref_model is true, and what is trained is an adapter"), adapter);
    }

    @Test void verdictsThatTeachNothing() {
        String verdict = "{\"prompt\": \"Say hello. \", \"completion\": \"Hello!\", \"label\": true}";
        Cli.write(folder.resolve("rows.jsonl"), verdict, verdict.replace("hello", "good bye"));
        String oneLabel = Cli.mistake(line("dpo", "--loss-type", "kto", "--quiet"));
        assertTrue(oneLabel.contains("all 2 answers are good"), oneLabel);
        String noPairs = Cli.mistake(line("dpo", "--loss-type", "simpo", "--quiet"));
        assertTrue(noPairs.contains("rows.jsonl"), noPairs);
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
