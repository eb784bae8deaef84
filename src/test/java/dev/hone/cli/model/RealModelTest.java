package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.SmolLm2;
import dev.hone.cli.Cli;
import dev.hone.cli.console.Program;
import dev.hone.token.GoldenTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// SmolLM2-135M-Instruct through the command line, against what transformers made of the same file (golden/smollm2).
class RealModelTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/smollm2");
    /// A choice between two tokens closer than this may fall either way; what follows is then another text.
    private static final double CLOSE_CALL = 5e-3;

    @TempDir Path folder;
    private String model;
    private final List<JsonNode> prompts = new ArrayList<>();

    @BeforeEach void openTheGoldenFile() {
        model = SmolLm2.folder().toString();
        Cli.json(GOLDEN.resolve("model.json")).get("prompts").forEach(prompts::add);
    }

    private List<JsonNode> run(String command, List<String> lines, String... flags) {
        Path input = Cli.write(folder.resolve("in.jsonl"), lines.toArray(String[]::new));
        Path output = folder.resolve("out.jsonl");
        List<String> arguments = new ArrayList<>(List.of(command, "--model", model, "--input", input.toString(), "--output", output.toString()));
        arguments.addAll(List.of(flags));
        Cli.done(arguments.toArray(String[]::new));
        return Cli.rows(output);
    }

    /// @param textKey `prompt` or `text`
    private List<String> promptRows(String textKey) {
        return prompts.stream().map(prompt -> {
            ObjectNode row = JsonMapper.shared().createObjectNode();
            if (!prompt.get("chat").booleanValue()) return row.set(textKey, prompt.get("prompt")).toString();
            row.putArray("messages").addObject().put("role", "user").set("content", prompt.get("prompt"));
            return row.put("add_generation_prompt", true).toString();
        }).toList();
    }

    @Test void promptsScoreAsInTransformers() {
        List<JsonNode> rows = run("score", promptRows("text"));
        for (int r = 0; r < rows.size(); r++) {
            assertArrayEquals(Cli.ints(prompts.get(r).get("input_ids")), Cli.ints(rows.get(r).get("input_ids")));
            JsonNode wanted = prompts.get(r).get("prompt_token_logprobs");
            JsonNode got = rows.get(r).get("token_logprobs");
            assertEquals(wanted.size() + 1, got.size());
            for (int t = 0; t < wanted.size(); t++) {
                double want = wanted.get(t).doubleValue();
                assertEquals(want, got.get(t + 1).doubleValue(), 1e-5 + 1e-4 * Math.abs(want), "row " + r + " token " + (t + 1));
            }
        }
    }

    @Test void greedyAnswersAreTransformersAndScoreFindsTheSameNumbersToTheBit() {
        List<JsonNode> rows = run("generate", promptRows("prompt"), "--greedy", "--ignore-eos", "--max-new-tokens", "32");
        List<String> whole = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            JsonNode wanted = prompts.get(r);
            int[] got = Cli.ints(rows.get(r).get("completions").get(0).get("token_ids"));
            for (int t = 0; t < 32; t++) {
                assertEquals(wanted.get("greedy_ids").get(t).intValue(), got[t], "row " + r + " token " + t);
                if (wanted.get("greedy_top1_top2_margins").get(t).doubleValue() < CLOSE_CALL) break;
            }
            int[] prompt = Cli.ints(wanted.get("input_ids"));
            int[] both = Arrays.copyOf(prompt, prompt.length + got.length);
            System.arraycopy(got, 0, both, prompt.length, got.length);
            whole.add("{\"input_ids\":" + Arrays.toString(both) + "}");
        }
        List<JsonNode> scores = run("score", whole);
        for (int r = 0; r < rows.size(); r++) {
            JsonNode made = rows.get(r).get("completions").get(0).get("token_logprobs");
            JsonNode scored = scores.get(r).get("token_logprobs");
            for (int t = 0; t < 32; t++) assertEquals(made.get(t), scored.get(scored.size() - 32 + t), "row " + r + " token " + t);
        }
    }

    @Test void theTextEndsAtTheStopToken() {
        List<JsonNode> rows = run("generate", promptRows("prompt"), "--greedy", "--max-new-tokens", "32", "--max-batch", "3");
        for (int r = 0; r < rows.size(); r++) {
            JsonNode answer = rows.get(r).get("completions").get(0);
            boolean closeCall = prompts.get(r).get("greedy_top1_top2_margins").valueStream().anyMatch(margin -> margin.doubleValue() < CLOSE_CALL);
            if (!closeCall) assertEquals(prompts.get(r).get("text_before_eos"), answer.get("text"), "row " + r);
            boolean stopped = prompts.get(r).get("greedy_text").stringValue().contains("<|im_end|>");
            if (!closeCall) assertEquals(stopped ? "stop" : "length", answer.get("finish_reason").stringValue());
        }
    }

    @Test void tokensAndTemplateAreTransformers() throws IOException {
        GoldenTokenizer.check(Path.of(model), GOLDEN);
    }

    @Test void theTemplateRendersThroughTheCommand() {
        JsonNode golden = Cli.json(GOLDEN.resolve("chat_template.json")).get("cases");
        List<String> lines = golden.valueStream().map(one -> {
            ObjectNode row = JsonMapper.shared().createObjectNode();
            row.set("messages", one.get("messages"));
            return row.set("add_generation_prompt", one.get("add_generation_prompt")).toString();
        }).toList();
        List<JsonNode> rows = run("render", lines);
        for (int r = 0; r < rows.size(); r++) assertEquals(golden.get(r).get("text"), rows.get(r).get("text"));
    }

    @Test void itChats() {
        Path file = folder.resolve("chat.jsonl");
        Cli chat = Cli.fed("What is the capital of France?\nAnd of Italy?\n/save " + file + "\n", "chat", "--model", model, "--greedy", "--max-new-tokens", "40");
        assertEquals(Program.SUCCESS, chat.code(), chat.err());
        assertTrue(chat.out().contains("Paris") && chat.out().contains("Rome"), chat.out());
        JsonNode messages = Cli.rows(file).getFirst().get("messages");
        assertEquals(4, messages.size());
        List<JsonNode> first = messages.valueStream().limit(3).toList();
        JsonNode again = run("generate", List.of("{\"messages\":" + first + "}"), "--greedy", "--max-new-tokens", "40").getFirst();
        assertEquals(messages.get(3).get("content"), again.get("completions").get(0).get("text"));
    }

    /// One completion, learned from once: the loss before it, and the length of its gradient.
    @Test void aStepOfFineTuningHasTheRecordedLossAndGradient() {
        JsonNode recorded = Cli.json(GOLDEN.resolve("sft_loss.json"));
        ObjectNode row = JsonMapper.shared().createObjectNode();
        row.putArray("prompt").add(recorded.get("messages").get(0));
        row.putArray("completion").add(recorded.get("messages").get(1));
        Path out = folder.resolve("out");
        Cli.done("sft", "--model-name-or-path", model, "--dataset-name", Cli.write(folder.resolve("row.jsonl"), row.toString()).toString(), "--output-dir",
                out.toString(), "--max-steps", "1", "--save-strategy", "no", "--sample-prompts", "[]", "--quiet");
        JsonNode step = Cli.rows(out.resolve("metrics.jsonl")).getFirst();
        assertEquals(recorded.get("loss").doubleValue(), step.get("loss").doubleValue(), 1e-5 + 1e-4 * recorded.get("loss").doubleValue());
        assertEquals(recorded.get("grad_norm").doubleValue(), step.get("grad_norm").doubleValue(), 1e-3 * recorded.get("grad_norm").doubleValue());
        assertEquals(46, step.get("num_tokens").intValue());
    }
}
