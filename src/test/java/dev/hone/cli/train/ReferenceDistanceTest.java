package dev.hone.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `kl/reference` in `hone dpo`, with each kind of reference.
class ReferenceDistanceTest {
    @TempDir Path folder;

    @BeforeEach void aRun() {
        TinyModel.withTokenizer(folder.resolve("model"));
        JsonNode rows = Cli.json(Path.of("src/test/resources/golden/training/dpo/trajectory.json")).get("rows");
        Cli.write(folder.resolve("rows.jsonl"), rows.valueStream().map(JsonNode::toString).toArray(String[]::new));
    }

    private List<JsonNode> measured(String flags, String learningRate) {
        String[] line = ("dpo --model-name-or-path MODEL --dataset-name ROWS --output-dir OUT --learning-rate " + learningRate + " --max-steps 5 --logging-steps 1"
                + " --per-device-train-batch-size 2 --health-steps 2 --sample-prompts [] --force --overwrite " + flags).strip()
                .replace("MODEL", folder.resolve("model").toString()).replace("ROWS", folder.resolve("rows.jsonl").toString())
                .replace("OUT", folder.resolve("out").toString()).split(" ");
        Cli cli = Cli.done(line);
        assertTrue(cli.err().contains("kl/reference: 8 answers of the reference; each measurement reads their"), cli.err());
        List<JsonNode> rows = Cli.rows(folder.resolve("out/metrics.jsonl")).stream().filter(row -> row.has("kl/reference")).toList();
        assertEquals(List.of(2, 4, 5), rows.stream().map(row -> row.get("step").intValue()).toList());
        return rows;
    }

    /// Without learning there is no distance, to the last bit; with it there is some.
    @ParameterizedTest @ValueSource(strings = {"", "--precompute-ref-log-probs=false", "--use-peft", "--use-peft --precompute-ref-log-probs=false",
        "--ref-model-name-or-path MODEL", "--ref-model-name-or-path MODEL --precompute-ref-log-probs=false"})
    void beginsAtNothing(String flags) {
        for (JsonNode row : measured(flags, "0")) assertEquals(0, row.get("kl/reference").doubleValue());
        assertTrue(measured(flags, "0.003").getLast().get("kl/reference").doubleValue() > 0);
    }

    @Test void itIsTheSameWhereverTheReferenceIs() {
        List<JsonNode> asked = measured("", "0.003"), live = measured("--precompute-ref-log-probs=false", "0.003");
        for (int i = 0; i < asked.size(); i++) assertEquals(asked.get(i).get("kl/reference").doubleValue(), live.get(i).get("kl/reference").doubleValue(), 1e-6);
    }
}
