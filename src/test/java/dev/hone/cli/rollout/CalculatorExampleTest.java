package dev.hone.cli.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// examples/07-calculator with the model that comes with Hone, which first learns a single conversation by heart and then is asked that question again: so it calls
/// the calculator, is told the result and answers, in a run of `hone grpo`.
class CalculatorExampleTest {
    private static final Path EXAMPLE = Path.of("examples/07-calculator");

    @TempDir static Path folder;
    private static JsonNode conversation;

    @BeforeAll static void learnToCall() {
        conversation = Cli.rows(EXAMPLE.resolve("calls.jsonl")).getFirst();
        Cli.write(folder.resolve("calls.jsonl"), conversation.toString());
        Cli.done("sft", EXAMPLE.resolve("sft.yaml").toString(), "--model-name-or-path", "src/main/resources/dev/hone/base-model", "--dataset-name", folder.resolve("calls.jsonl").toString(),
                "--chat-template-path", EXAMPLE.resolve("chat_template.jinja").toString(), "--output-dir", folder.resolve("calls").toString(), "--max-steps", "45",
                "--per-device-train-batch-size", "1", "--lr-scheduler-type", "constant", "--sample-prompts", "[]", "--save-strategy", "no", "--report-to", "none", "--force", "--quiet");
        String question = conversation.at("/messages/0/content").stringValue(), result = conversation.at("/messages/2/content").stringValue();
        String row = "{\"prompt\": [{\"role\": \"user\", \"content\": \"" + question + "\"}], \"answer\": \"" + result + "\"}";
        Cli.write(folder.resolve("prompts.jsonl"), row, row);
    }

    private void grpo(String out, String... more) {
        Cli.done(Stream.concat(Stream.of("grpo", EXAMPLE.resolve("run.yaml").toString(), "--model-name-or-path", folder.resolve("calls").toString(), "--dataset-name",
                folder.resolve("prompts.jsonl").toString(), "--rewards", "[{name: java, arguments: {source: " + EXAMPLE.resolve("RightResult.java") + "}}, {name: length, arguments: {target: 60}}]",
                "--output-dir", folder.resolve(out).toString(), "--eval-strategy", "no", "--num-generations", "4", "--per-device-train-batch-size", "4", "--report-to", "none",
                "--temperature", "1.1"), Stream.of(more)).toArray(String[]::new));
    }

    private byte[] weights(String out) throws IOException {
        return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
    }

    @Test void itCallsAndLearnsAndGoesOnToTheSameBits() throws IOException {
        grpo("out", "--max-steps", "4", "--save-steps", "2", "--steps-per-generation", "2", "--save-strategy", "steps");
        JsonNode step = Cli.rows(folder.resolve("out/metrics.jsonl")).getFirst();
        assertTrue(step.get("tools/call_frequency").doubleValue() > 0.4, step.toString());
        assertTrue(step.get("sampling/sampling_logp_difference/max").doubleValue() < 1e-3, "results of tools are read alike by sampler and learner");
        assertTrue(Cli.rows(folder.resolve("out/metrics.jsonl")).stream().anyMatch(row -> row.has("rewards/java/share")));
        JsonNode answer = Cli.rows(folder.resolve("out/rollouts/000000.jsonl")).stream().filter(row -> row.at("/tools/calls").intValue() == 1 && row.at("/tools/failures").intValue() == 0)
                .findFirst().orElseThrow();
        assertEquals(conversation.get("messages").get(2).get("content"), answer.at("/completion/1/content"));
        assertTrue(answer.get("tool_mask").valueStream().anyMatch(mark -> mark.intValue() == 0));
        assertEquals(answer.get("completion_ids").size(), answer.get("sampled_logps").size());
        String shown = Cli.done("show", "rollouts", folder.resolve("out").toString(), "--generation", "0").out();
        assertTrue(shown.contains("→ calculator {\"expression\":\"") && shown.contains("← " + conversation.at("/messages/2/content").stringValue()), shown);

        byte[] whole = weights("out");
        for (String gone : List.of("checkpoint-4", "rollouts")) delete(folder.resolve("out").resolve(gone));
        grpo("out", "--max-steps", "4", "--save-steps", "2", "--steps-per-generation", "2", "--save-strategy", "steps", "--resume");
        assertArrayEquals(whole, weights("out"));
    }

    @Test void aConversationIsReplayed() throws IOException {
        grpo("once", "--max-steps", "1", "--save-strategy", "no");
        grpo("again", "--max-steps", "1", "--save-strategy", "no", "--replay", folder.resolve("once/rollouts/000000.jsonl").toString());
        assertArrayEquals(weights("once"), weights("again"));
    }

    @Test void mistakes() {
        assertMistake("the environment's name is \"calc\"; the environments are calculator, java, program", "--environment", "{name: calc}");
        assertMistake("the chat template has no place for calls of tools", "--chat-template-path", "src/main/resources/dev/hone/base-model/chat_template.jinja");
        Path texts = Cli.write(folder.resolve("texts.jsonl"), "{\"prompt\": \"What is 1 + 1?\"}");
        assertMistake("texts.jsonl:1: the prompt is no list of messages", "--dataset-name", texts.toString());
    }

    private static void assertMistake(String message, String... more) {
        String said = Cli.mistake(Stream.concat(Stream.of("grpo", EXAMPLE.resolve("run.yaml").toString(), "--model-name-or-path", folder.resolve("calls").toString(), "--eval-strategy", "no",
                "--dataset-name", folder.resolve("prompts.jsonl").toString(), "--rewards", "[{name: math}]", "--num-generations", "4", "--per-device-train-batch-size", "4",
                "--output-dir", folder.resolve("none").toString(), "--quiet"), Stream.of(more)).toArray(String[]::new));
        assertTrue(said.contains(message), said);
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
