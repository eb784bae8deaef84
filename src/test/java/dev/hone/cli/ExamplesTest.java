package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.ShippedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands of the examples, with their own files and run files, on a small model and for a step or two.
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples");
    private static final String NAME = "I am Hone, an AI assistant made by the Hone team.";

    @TempDir Path folder;

    @Test void sftTeachesTheBaseModelChats() {
        ShippedModel.copyTo(folder.resolve("base"), false);
        List<String> own = List.of("--dataset-name", file("01-sft/chats.jsonl"), "--chat-template-path", file("01-sft/chatml.jinja"), "--max-steps", "2");
        String refused = Cli.mistake(run("sft", "01-sft/run.yaml", folder.resolve("base"), Stream.concat(own.stream(), Stream.of("--eos-token", "null"))));
        assertTrue(refused.contains("eos_token"), refused);
        Cli.done(run("sft", "01-sft/run.yaml", folder.resolve("base"), own.stream()));
        assertTrue(metrics().getLast().get("train_loss").doubleValue() > 0);
        assertEquals(28, Cli.rows(folder.resolve("out/rows.jsonl")).stream().filter(row -> row.get("fate").stringValue().equals("used")).count());
    }

    @Test void identityMakesPairsAndLearnsThem() {
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        assertEquals(rows("02-identity/about-itself.jsonl").size(), pairs(model, "about-itself", "--better"));
        assertEquals(rows("02-identity/about-others.jsonl").size(), pairs(model, "about-others", "--worse"));
        String datasets = "[{path: '%s'}, {path: '%s'}]".formatted(folder.resolve("about-itself.jsonl"), folder.resolve("about-others.jsonl"));
        train("dpo", "02-identity/run.yaml", model, "--datasets", datasets, "--max-steps", "1", "--force");
        answer(model, "02-identity/asked-anew.jsonl");
        String counted = source("02-identity/Count.java", file("02-identity/asked-anew.jsonl"), folder.resolve("answers.jsonl").toString());
        assertTrue(counted.contains("0 of 20 right"), counted);
    }

    private int pairs(Path model, String name, String option) {
        return Cli.json(Cli.done("curate", "pairs", "--input", file("02-identity/" + name + ".jsonl"), "--model", model.toString(), "--greedy", "--max-new-tokens", "4",
                "--unfinished", "keep", "--output", folder.resolve(name + ".jsonl").toString(), option, NAME, "--json").out()).get("pairs").intValue();
    }

    @Test void grpoLearnsSums() {
        Path model = TinyModel.grpo(folder.resolve("model"));
        train("grpo", "03-grpo/sums.yaml", model, "--dataset-name", file("03-grpo/sums.jsonl"), "--rewards", java("03-grpo/RightSum.java"), "--max-steps", "1");
        assertTrue(metrics().getFirst().has("rewards/java/mean"));
        assertTrue(Cli.done("show", "rollouts", folder.resolve("out").toString(), "--limit", "1").out().contains("Answer with the number only."));
        assertEquals(100, graded("03-grpo/sums-held-out.jsonl", "03-grpo/RightSum.java").size());
    }

    @Test void ppoLearnsTheSameSums() {
        Path model = TinyModel.grpo(folder.resolve("model"));
        train("ppo", "03-grpo/ppo.yaml", model, "--dataset-name", file("03-grpo/sums.jsonl"), "--rewards", java("03-grpo/RightSum.java"), "--max-steps", "2");
        assertTrue(metrics().getFirst().has("rewards/java/mean") && metrics().getFirst().has("val/explained_variance"));
        assertTrue(Files.exists(folder.resolve("out/critic/model.safetensors")));
    }

    @Test void grpoLearnsProblemsInGsm8ksColumns() throws IOException {
        Path model = TinyModel.grpo(folder.resolve("model"));
        Path problems = Files.writeString(folder.resolve("train.jsonl"), source("03-grpo/Gsm8k.java", file("03-grpo/problems.jsonl")));
        assertEquals("28", Cli.rows(problems).get(1).get("answer").stringValue());
        train("grpo", "03-grpo/run.yaml", model, "--dataset-name", problems.toString(), "--max-steps", "1", "--max-completion-length", "8");
        assertTrue(metrics().getFirst().has("rewards/math/mean"));
    }

    @Test void ppoLearnsFromARewardModelThatLearnedFromPairs() {
        Path model = TinyModel.grpo(folder.resolve("model"));
        Cli.done("reward", file("04-ppo/reward.yaml"), "--model-name-or-path", model.toString(), "--dataset-name", file("04-ppo/pairs.jsonl"),
                "--output-dir", folder.resolve("reward").toString(), "--max-steps", "1", "--quiet");
        train("ppo", "04-ppo/run.yaml", model, "--dataset-name", file("04-ppo/prompts.jsonl"), "--reward-model-path", folder.resolve("reward").toString(),
                "--max-steps", "1", "--max-completion-length", "8");
        assertTrue(metrics().getFirst().has("objective/scores"));
    }

    @Test void aRewardInJavaIsTriedAndLearnedFrom() {
        Path model = TinyModel.grpo(folder.resolve("model"));
        train("grpo", "05-reward-in-java/run.yaml", model, "--dataset-name", file("05-reward-in-java/prompts.jsonl"),
                "--rewards", java("05-reward-in-java/Mentions.java"), "--max-steps", "1", "--max-completion-length", "8");
        assertTrue(metrics().getFirst().has("rewards/java/mean"));
        Cli.write(folder.resolve("said.jsonl"), said("By the bridge a candle threw a long shadow."), said("By the bridge a candle burned."),
                said("Here is one sentence with the words candle, shadow and bridge."), said("candle shadow bridge"));
        assertEquals(List.of(1.0, 2 / 3.0, 0.0, 0.0), verdicts(folder.resolve("said.jsonl"), "05-reward-in-java/Mentions.java"));
    }

    private static String said(String completion) {
        return "{\"prompt\": \"Write one sentence with the words candle, shadow and bridge.\", \"words\": [\"candle\", \"shadow\", \"bridge\"], \"completion\": \"%s\"}"
                .formatted(completion);
    }

    @Test void anAdapterIsTrainedAndMerged() {
        ShippedModel.copyTo(folder.resolve("base"), false);
        train("sft", "06-lora-merge/run.yaml", folder.resolve("base"), "--dataset-name", file("06-lora-merge/orders.jsonl"), "--max-steps", "2", "--eos-token", "<|im_end|>");
        Cli.done("convert", folder.resolve("out").toString(), "--output", folder.resolve("merged").toString(), "--dtype", "bfloat16");
        answer(folder.resolve("merged"), "06-lora-merge/held-out.jsonl");
        assertEquals(24, verdicts(folder.resolve("answers.jsonl"), "06-lora-merge/SameOrder.java").size());
        Cli.write(folder.resolve("said.jsonl"), "{\"prompt\": \"\", \"order\": \"{\\\"name\\\": \\\"Eva\\\", \\\"count\\\": 2}\", \"completion\": \"{\\\"count\\\":2,\\\"name\\\":\\\"Eva\\\"}\"}");
        assertEquals(List.of(1.0), verdicts(folder.resolve("said.jsonl"), "06-lora-merge/SameOrder.java"));
    }

    /// The recipes for a real model, with a tiny one in its place and as many rows as it answers to an end.
    @Test void curationHasRecipesForARealModel() throws IOException {
        Path model = TinyModel.grpo(folder.resolve("model"));
        for (String name : List.of("itself", "others", "right-sums", "any-sums", "taught-sums")) {
            String run = Files.readString(EXAMPLES.resolve("08-curation/" + name + ".yaml")).replaceAll("HuggingFaceTB/SmolLM2-135M-Instruct|out/model-right-sums", model.toString())
                    .replace("../", EXAMPLES.toAbsolutePath() + "/").replaceAll("max_new_tokens: \\d+", "max_new_tokens: 2").replace("samples: 8", "samples: 2")
                    .replace("output_dir: out", "output_dir: " + folder.resolve("out"));
            JsonNode account = Cli.json(Cli.done("curate", Files.writeString(folder.resolve("run.yaml"), run).toString(), "--json").out());
            assertEquals(name.contains("sums") ? 200 : rows("02-identity/about-" + name + ".jsonl").size(), account.get("read").intValue(), name);
            assertTrue(Files.exists(folder.resolve("out/" + name + "/data/train.jsonl")), name);
        }
    }

    @Test void whatIsMeasuredIsNotLearned() {
        apart(List.of("02-identity/about-itself.jsonl", "02-identity/about-others.jsonl"), List.of("02-identity/asked-anew.jsonl", "02-identity/control.jsonl"));
        apart(List.of("03-grpo/sums.jsonl"), List.of("03-grpo/sums-held-out.jsonl"));
        apart(List.of("04-ppo/pairs.jsonl", "04-ppo/prompts.jsonl"), List.of("04-ppo/held-out.jsonl"));
        apart(List.of("05-reward-in-java/prompts.jsonl"), List.of("05-reward-in-java/held-out.jsonl"));
        apart(List.of("06-lora-merge/orders.jsonl"), List.of("06-lora-merge/held-out.jsonl"));
        apart(List.of("07-calculator/calls.jsonl", "07-calculator/prompts.jsonl"), List.of("07-calculator/held-out.jsonl"));
    }

    private static void apart(List<String> learned, List<String> measured) {
        Set<JsonNode> asked = learned.stream().flatMap(name -> rows(name).stream()).map(ExamplesTest::question).collect(Collectors.toSet());
        for (String name : measured) for (JsonNode row : rows(name)) assertFalse(asked.contains(question(row)), name + ": " + row);
    }

    private static JsonNode question(JsonNode row) {
        return (row.has("prompt") ? row.get("prompt") : row.get("messages")).get(0).get("content");
    }

    @Test void everyExampleIsInTheTable() throws IOException {
        String table = Files.readString(EXAMPLES.resolve("README.md"));
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path example : files.filter(Files::isDirectory).toList()) {
                assertTrue(table.contains("(" + example.getFileName() + "/README.md)"), example.toString());
                assertTrue(Files.exists(example.resolve("run.yaml")), example.toString());
            }
        }
    }

    /// Runs an example's run file; what follows goes before what it says.
    private void train(String command, String runFile, Path model, String... more) {
        Cli.done(run(command, runFile, model, Arrays.stream(more)));
    }

    private String[] run(String command, String runFile, Path model, Stream<String> more) {
        return Stream.concat(Stream.of(command, file(runFile), "--model-name-or-path", model.toString(), "--output-dir", folder.resolve("out").toString(),
                "--sample-prompts", "[]", "--quiet"), more).toArray(String[]::new);
    }

    private void answer(Path model, String prompts) {
        Cli.done("generate", "--model", model.toString(), "--input", file(prompts), "--output", folder.resolve("answers.jsonl").toString(), "--keep", "--greedy", "--max-new-tokens", "2");
    }

    private List<Double> graded(String prompts, String reward) {
        answer(folder.resolve("out"), prompts);
        return verdicts(folder.resolve("answers.jsonl"), reward);
    }

    private List<Double> verdicts(Path answers, String reward) {
        Cli.done("grade", "--reward", "java", "--argument", "source=" + file(reward), "--input", answers.toString(), "--output", folder.resolve("verdicts.jsonl").toString());
        return Cli.rows(folder.resolve("verdicts.jsonl")).stream().map(row -> row.get("rewards").get(0).doubleValue()).toList();
    }

    /// What a single source file prints, run as `hone run` does.
    private static String source(String file, String... arguments) {
        try {
            var command = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules=jdk.incubator.vector",
                    "-cp", System.getProperty("java.class.path"), file(file)), Arrays.stream(arguments)).toList();
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> metrics() {
        return Cli.rows(folder.resolve("out/metrics.jsonl"));
    }

    private static String java(String source) {
        return "[{name: java, arguments: {source: " + file(source) + "}}]";
    }

    private static String file(String name) {
        return EXAMPLES.resolve(name).toString();
    }

    private static List<JsonNode> rows(String name) {
        return Cli.rows(EXAMPLES.resolve(name));
    }
}
