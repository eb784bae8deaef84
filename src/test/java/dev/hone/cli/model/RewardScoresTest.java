package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.tensor.kernel.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `hone score --reward`, against the rewards that TRL recorded with transformers' model.
class RewardScoresTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/losses");
    @TempDir Path folder;
    private Path model;

    @BeforeEach void rewardModel() {
        model = TinyModel.reward(folder.resolve("reward"));
    }

    @Test void rewardsOfPairsAreThoseOfTrl() {
        JsonNode golden = Cli.json(GOLDEN.resolve("reward.json"));
        String[] rows = golden.get("rows").valueStream().map(JsonNode::toString).toArray(String[]::new);
        Path output = folder.resolve("out.jsonl");
        JsonNode summary = Cli.json(Cli.done("score", "--reward", model.toString(), "--input", Cli.write(folder.resolve("in.jsonl"), rows).toString(),
                "--output", output.toString(), "--json", "--quiet").out());
        List<JsonNode> scored = Cli.rows(output);
        List<Double> rewards = new ArrayList<>();
        for (String name : List.of("chosen_reward", "rejected_reward")) scored.forEach(row -> rewards.add(row.get(name).doubleValue()));
        assertClose(recorded("rewards"), rewards);

        JsonNode metrics = golden.get("cases").get(0).get("metrics");
        assertEquals(metrics.get("accuracy").doubleValue(), summary.get("accuracy").doubleValue());
        assertEquals(metrics.get("margin").doubleValue(), summary.get("mean_margin").doubleValue(), 1e-5);
        assertEquals(metrics.get("mean_reward").doubleValue(), summary.get("mean_reward").doubleValue(), 1e-5);
        assertEquals(4, summary.get("pairs").intValue());
    }

    private static float[] recorded(String name) {
        try (Safetensors file = Safetensors.open(GOLDEN.resolve("reward.safetensors"))) {
            return Numbers.read(file.get(name).bytes(), file.get(name).dtype());
        }
    }

    private static void assertClose(float[] expected, List<Double> got) {
        assertEquals(expected.length, got.size());
        for (int i = 0; i < expected.length; i++) assertEquals(expected[i], got.get(i), 1e-5 + 1e-4 * Math.abs(expected[i]), "reward " + i);
    }

    /// However an answer is written down and whatever it shares with others, it has the same tokens and the same reward to the bit.
    @Test void anAnswerHasOneRewardHoweverItIsWritten() {
        String user = "{\"role\": \"user\", \"content\": \"What is 2 + 3?\"}";
        String good = "{\"role\": \"assistant\", \"content\": \"The sum is five.\"}";
        String bad = "{\"role\": \"assistant\", \"content\": \"The sum is twelve, I think.\"}";
        List<JsonNode> rows = score(
                "{\"id\": 7, \"messages\": [%s, %s]}".formatted(user, good),
                "{\"prompt\": [%s], \"completion\": [%s]}".formatted(user, good),
                "{\"prompt\": [%s], \"completions\": [[%s], [%s], [%s]]}".formatted(user, bad, good, good),
                "{\"prompt\": [%s], \"chosen\": [%s], \"rejected\": [%s]}".formatted(user, good, bad),
                "{\"chosen\": [%s, %s], \"rejected\": [%s, %s]}".formatted(user, good, user, bad));
        assertEquals(List.of("id", "reward"), List.copyOf(rows.getFirst().propertyNames()));
        assertEquals(7, rows.getFirst().get("id").intValue());
        double first = rows.getFirst().get("reward").doubleValue();
        JsonNode three = rows.get(2).get("rewards");
        assertEquals(List.of(first, first, first, first, first), List.of(rows.get(1).get("reward").doubleValue(), three.get(1).doubleValue(),
                three.get(2).doubleValue(), rows.get(3).get("chosen_reward").doubleValue(), rows.get(4).get("chosen_reward").doubleValue()));
        assertEquals(rows.get(3), rows.get(4));
        assertEquals(three.get(0), rows.get(3).get("rejected_reward"));
        assertTrue(Math.abs(first - three.get(0).doubleValue()) > 1e-3);
    }

    /// The EOS token ends plain texts, here `<|im_end|>`, id 2; ids are scored as they are.
    @Test void aPlainTextEndsWithTheEosToken() {
        JsonNode tokens = Cli.json(Cli.done("show", "tokens", "--model", model.toString(), "--text", "One and one is two.<|im_end|>", "--json").out());
        String ids = Arrays.toString(Cli.ints(tokens.get("input_ids")));
        List<JsonNode> rows = score("{\"text\": \"One and one is two.\"}", "{\"prompt\": \"One and one\", \"completion\": \" is two.\"}",
                "{\"prompt\": \"One and one\", \"completions\": [\" is two.\", \" is\"]}", "{\"input_ids\": " + ids + "}");
        JsonNode reward = rows.getFirst().get("reward");
        assertEquals(List.of(reward, reward, reward), List.of(rows.get(1).get("reward"), rows.get(2).get("rewards").get(0), rows.get(3).get("reward")));
    }

    private List<JsonNode> score(String... rows) {
        Cli cli = Cli.done("score", "--reward", model.toString(), "--input", Cli.write(folder.resolve("in.jsonl"), rows).toString(), "--quiet");
        return cli.out().lines().map(Cli::json).toList();
    }

    @Test void mistakesAreNamedBeforeAnythingIsWritten() {
        assertTrue(mistake("{\"text\": \"x\"}", "{\"prompt\": \"x\", \"completions\": []}").endsWith(
                "in.jsonl:2: completions is []; expected a list of at least one answer"));
        assertTrue(mistake("{\"prompt\": \"x\", \"completions\": [\"y\", 3]}").endsWith(
                "in.jsonl:1: completion is a number; expected a text or a list of messages"));
        assertTrue(mistake("{\"completions\": [\"y\"]}").endsWith("in.jsonl:1: has completions and no prompt; expected the prompt that they answer"));
        assertTrue(mistake("{\"prompt\": \"x\"}").contains("in.jsonl:1: has the columns prompt (prompt-only), which fit no format"));
        assertTrue(mistake("{\"input_ids\": [1, 320]}").endsWith("in.jsonl:1: token 1 is 320; the model's tokens are 0 to 319: was it made by another tokenizer?"));
        assertTrue(mistake("{\"text\": \"%s\"}".formatted("word ".repeat(300))).contains("in.jsonl:1: has "));
        String input = folder.resolve("in.jsonl").toString();
        assertTrue(Cli.mistake("score", "--input", input).startsWith("--model is missing; --model gives"));
        assertTrue(Cli.mistake("score", "--model", "a", "--reward", "b", "--input", input).startsWith("--model and --reward are both given; "));
    }

    private String mistake(String... rows) {
        return Cli.mistake("score", "--reward", model.toString(), "--input", Cli.write(folder.resolve("in.jsonl"), rows).toString(), "--quiet");
    }

    @Test void aRewardModelWritesNothingAndAnotherScoresNothing() {
        String refusal = model + ": is a reward model (LlamaForSequenceClassification), which writes no text: score answers with hone score --reward " + model;
        assertEquals(refusal, Cli.mistake("generate", "--model", model.toString(), "--prompt", "x", "--quiet"));
        assertEquals(refusal, Cli.mistake("chat", "--model", model.toString(), "--quiet"));
        Path data = Cli.write(folder.resolve("data.jsonl"), "{\"text\": \"x y z\"}");
        assertEquals(refusal, Cli.mistake("sft", "--model_name_or_path", model.toString(), "--dataset_name", data.toString(),
                "--output_dir", folder.resolve("run").toString(), "--quiet"));
        Path other = TinyModel.withTokenizer(folder.resolve("base"));
        assertEquals(other + ": is no reward model: it is LlamaForCausalLM; expected one with a score for a head, such as LlamaForSequenceClassification",
                Cli.mistake("score", "--reward", other.toString(), "--input", data.toString(), "--quiet"));
    }
}
