package dev.hone.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// KTO, CPO, SimPO and ORPO through the command: from the raw rows of TRL's recorded cases to loss, gradient norm and metrics.
class PreferenceFamiliesTest {
    private static final Path LOSSES = Path.of("src/test/resources/golden/losses");
    private static final Map<String, String> OF_CPO = Map.of("sigmoid", "cpo", "hinge", "cpo_hinge", "ipo", "cpo_ipo", "simpo", "simpo");

    @TempDir Path folder;
    private Path model;
    private Path reference;

    @BeforeEach void models() {
        model = TinyModel.withTokenizer(LOSSES.resolve("dpo_model"), folder.resolve("model"));
        reference = TinyModel.withTokenizer(LOSSES.resolve("dpo_ref_model"), folder.resolve("ref"));
    }

    private ObjectNode run(JsonNode rows) {
        Cli.write(folder.resolve("rows.jsonl"), rows.valueStream().map(JsonNode::toString).toArray(String[]::new));
        return JsonMapper.shared().createObjectNode().put("model_name_or_path", model.toString()).put("dataset_name", folder.resolve("rows.jsonl").toString())
                .put("output_dir", folder.resolve("out").toString()).put("max_steps", 1).put("per_device_train_batch_size", rows.size())
                .put("gradient_accumulation_steps", 1).put("train_sampling_strategy", "sequential").put("logging_steps", 1).put("save_strategy", "no")
                .put("max_grad_norm", 0);
    }

    private List<JsonNode> train(ObjectNode run, String... flags) {
        Cli.write(folder.resolve("run.yaml"), run.toString());
        Cli.done(Stream.concat(Stream.of("dpo", folder.resolve("run.yaml").toString(), "--force", "--sample-prompts", "[]"), Stream.of(flags)).toArray(String[]::new));
        return Cli.rows(folder.resolve("out/metrics.jsonl"));
    }

    /// @param skipped metrics that are another thing here
    private static void compare(JsonNode recorded, JsonNode told, List<String> skipped) {
        for (String metric : List.of("loss", "grad_norm")) close(recorded.get(metric), told, metric, recorded);
        recorded.get("metrics").properties().forEach(metric -> {
            if (!skipped.contains(metric.getKey())) close(metric.getValue(), told, metric.getKey(), recorded);
        });
    }

    private static void close(JsonNode expected, JsonNode told, String metric, JsonNode recorded) {
        assertTrue(told.has(metric), metric + " of " + told);
        assertEquals(expected.doubleValue(), told.get(metric).doubleValue(), 1e-5 + 1e-4 * Math.abs(expected.doubleValue()), metric + " of " + recorded);
    }

    /// All of a micro-batch in one pass, or answer by answer.
    @ParameterizedTest @ValueSource(ints = {4096, 10})
    void kto(int tokensPerPass) {
        JsonNode recorded = Cli.json(LOSSES.resolve("kto.json"));
        for (JsonNode c : recorded.get("cases")) {
            ObjectNode run = run(recorded.get("rows")).put("ref_model_name_or_path", reference.toString()).put("max_tokens_per_pass", tokensPerPass);
            for (String name : List.of("loss_type", "beta", "desirable_weight", "undesirable_weight")) run.set(name, c.get(name));
            compare(c, train(run, "--overwrite").getFirst(), List.of());
        }
    }

    /// TRL's logits are means over prompts and padding too.
    @ParameterizedTest @CsvSource({"4096, true", "10, true", "4096, false"})
    void cpoAndOrpo(int tokensPerPass, boolean share) {
        JsonNode recorded = Cli.json(LOSSES.resolve("cpo_orpo.json"));
        for (JsonNode c : recorded.get("cases")) {
            ObjectNode run = run(recorded.get("rows")).put("max_tokens_per_pass", tokensPerPass).put("share_prompt", share);
            boolean cpo = c.get("kind").asString().equals("cpo");
            run.put("loss_type", cpo ? OF_CPO.get(c.get("loss_type").asString()) : "orpo").set("beta", c.get("beta"));
            if (cpo) for (String name : List.of("cpo_alpha", "label_smoothing", "simpo_gamma", "alpha")) run.set(name, c.get(name));
            compare(c, train(run, "--overwrite").getFirst(), List.of("logits/chosen", "logits/rejected"));
        }
    }

    @Test void alphapoIsSimpoWithoutTheSurprise() {
        JsonNode rows = Cli.json(LOSSES.resolve("cpo_orpo.json")).get("rows");
        ObjectNode run = run(rows).put("alpha", 0.25);
        double simpo = train(run.put("loss_type", "simpo").put("cpo_alpha", 0)).getFirst().get("loss").doubleValue();
        assertEquals(simpo, train(run.put("loss_type", "alphapo").put("cpo_alpha", 1), "--overwrite").getFirst().get("loss").doubleValue());
    }

    /// A pair is two verdicts, which follow each other.
    @Test void ktoTakesPairsToo() {
        JsonNode recorded = Cli.json(LOSSES.resolve("kto.json"));
        List<JsonNode> verdicts = recorded.get("rows").valueStream().toList();
        var pairs = JsonMapper.shared().createArrayNode();
        for (int i = 0; i < verdicts.size(); i += 2) {
            ObjectNode pair = pairs.addObject();
            pair.set("prompt", verdicts.get(i).get("prompt"));
            pair.set("chosen", verdicts.get(i).get("completion"));
            pair.set("rejected", verdicts.get(i + 1).get("completion"));
        }
        JsonNode c = recorded.get("cases").get(0);
        ObjectNode run = run(pairs).put("per_device_train_batch_size", verdicts.size()).put("ref_model_name_or_path", reference.toString()).put("loss_type", "kto");
        compare(c, train(run).getFirst(), List.of());
    }

    /// What KTO, CPO and ORPO say of held-out rows is what they say of rows to learn from.
    @ParameterizedTest @ValueSource(strings = {"kto", "simpo", "orpo"})
    void heldOutRowsAreMeasured(String type) {
        JsonNode rows = Cli.json(LOSSES.resolve("cpo_orpo.json")).get("rows");
        ObjectNode run = run(rows).put("loss_type", type).put("learning_rate", 0).put("eval_strategy", "steps").put("eval_steps", 1)
                .put("eval_dataset", folder.resolve("rows.jsonl").toString()).put("per_device_train_batch_size", 8).put("max_tokens_per_pass", 50);
        List<JsonNode> told = train(run);
        JsonNode evaluated = told.stream().filter(row -> row.has("eval_loss")).findFirst().orElseThrow();
        for (String metric : List.of("loss", "rewards/margins", "logps/chosen"))
            assertEquals(told.getFirst().get(metric).doubleValue(), evaluated.get("eval_" + metric).doubleValue(), 1e-5, metric);
    }

    /// The margin grows, whatever it is that is learned.
    @ParameterizedTest @ValueSource(strings = {"kto", "apo_zero_unpaired", "cpo", "cpo_hinge", "cpo_ipo", "simpo", "orpo"})
    void goodAnswersGainOnBadOnes(String type) {
        List<JsonNode> told = train(run(Cli.json(LOSSES.resolve("cpo_orpo.json")).get("rows")).put("loss_type", type).put("learning_rate", 1e-3).put("max_steps", 12)
                .put("lr_scheduler_type", "constant").put("per_device_train_batch_size", 8)).stream().filter(row -> row.has("rewards/margins")).toList();
        double first = told.getFirst().get("rewards/margins").doubleValue(), last = told.getLast().get("rewards/margins").doubleValue();
        assertTrue(last > first + 0.01, type + ": margins from " + first + " to " + last);
    }

    /// A new adapter is nothing yet, so that its reference, the model below it, says the same: no drift, and each answer costs σ(0).
    @Test void adaptersLearnFromVerdictsToo() {
        ObjectNode run = run(Cli.json(LOSSES.resolve("kto.json")).get("rows")).put("loss_type", "kto").put("use_peft", true).put("lora_r", 4);
        for (String dropout : List.of("0", "0.5")) {
            JsonNode first = train(run.put("lora_dropout", dropout), "--overwrite").getFirst();
            assertEquals(0.5, first.get("loss").doubleValue(), 1e-6);
            assertEquals(0, first.get("kl").doubleValue(), 1e-6);
        }
    }

    /// A side without answers is left out of the means; it is in another micro-batch.
    @Test void verdictsOfOneKindInAMicroBatch() {
        JsonNode rows = Cli.json(LOSSES.resolve("kto.json")).get("rows");
        List<JsonNode> told = train(run(rows).put("loss_type", "apo_zero_unpaired").put("per_device_train_batch_size", 1).put("gradient_accumulation_steps", 8)
                .put("eval_strategy", "steps").put("eval_steps", 1).put("per_device_eval_batch_size", 1).put("learning_rate", 0)
                .put("eval_dataset", folder.resolve("rows.jsonl").toString()));
        JsonNode all = Cli.json(LOSSES.resolve("kto.json")).get("cases").get(0).get("metrics");
        for (String metric : List.of("logps/chosen", "logps/rejected")) {
            close(all.get(metric), told.getFirst(), metric, all);
            assertEquals(told.getFirst().get(metric).doubleValue(), told.get(1).get("eval_" + metric).doubleValue(), 1e-4, metric);
        }
        assertTrue(!told.getFirst().has("rewards/margins"));
    }

    /// With alpha 1 and a change at each step the reference is the policy, so that each step begins with a margin of 0.
    @Test void aReferenceThatFollowsThePolicyIsLeftAtOnce() {
        ObjectNode run = following(1, 1);
        for (JsonNode row : train(run)) if (row.has("rewards/margins")) assertEquals(0, row.get("rewards/margins").doubleValue(), 1e-5);
        List<JsonNode> slower = train(run.put("ref_model_mixup_alpha", 0.5), "--overwrite");
        assertTrue(Math.abs(slower.get(2).get("rewards/margins").doubleValue()) > 1e-4);
    }

    private ObjectNode following(double alpha, int interval) {
        return run(Cli.json(LOSSES.resolve("cpo_orpo.json")).get("rows")).put("sync_ref_model", true).put("ref_model_mixup_alpha", alpha)
                .put("ref_model_sync_steps", interval).put("max_steps", 6).put("per_device_train_batch_size", 2).put("learning_rate", 1e-3);
    }

    /// The reference is in the checkpoints, so a run that was cut short goes on to the same bits.
    @ParameterizedTest @ValueSource(booleans = {false, true})
    void aReferenceThatFollowsIsResumed(boolean named) throws IOException {
        ObjectNode run = following(0.6, 2).put("save_strategy", "steps").put("save_steps", 3);
        if (named) run.put("ref_model_name_or_path", reference.toString());
        List<JsonNode> whole = train(run);
        byte[] weights = Files.readAllBytes(folder.resolve("out/model.safetensors"));
        delete(folder.resolve("out/checkpoint-6"));
        List<JsonNode> resumed = train(run, "--resume");
        assertArrayEquals(weights, Files.readAllBytes(folder.resolve("out/model.safetensors")));
        for (int i = 0; i < 6; i++) assertEquals(whole.get(i).get("loss"), resumed.get(i).get("loss"));
    }

    private static void delete(Path tree) throws IOException {
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(tree)) {
            inside = new ArrayList<>(walk.toList());
        }
        for (Path path : inside.reversed()) Files.delete(path);
    }
}
