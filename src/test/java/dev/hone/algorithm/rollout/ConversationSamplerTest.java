package dev.hone.algorithm.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.algorithm.rollout.ConversationSampler.Limits;
import dev.hone.data.Json;
import dev.hone.reward.Score;
import dev.hone.reward.environment.Environment;
import dev.hone.reward.environment.Environments;
import dev.hone.reward.environment.Tool;
import dev.hone.reward.environment.ToolResult;
import dev.hone.token.ChatTemplate;
import dev.hone.token.TokenPrompt;
import dev.hone.token.Tokenizer;
import dev.hone.token.ToolFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations in which the model says what a script has it say, with the template of Qwen 2.5 over the small tokenizer.
class ConversationSamplerTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Tokenizer TOKENIZER = Tokenizer.open(GOLDEN.resolve("tokenizer/tiny"));
    private static final int END = 2;
    private static final String QUESTION = "What is in the box?";
    private static final Limits WIDE = new Limits(1000, 2000, Integer.MAX_VALUE);

    @AfterAll static void close() {
        TOKENIZER.close();
    }

    private static ChatTemplate template() {
        try {
            String text = Files.readString(GOLDEN.resolve("chat-templates/templates/trl__qwen2_5.jinja"));
            return ChatTemplate.of(text, "qwen2_5", Map.of("eos_token", "<|im_end|>"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A box that is opened by its number, says what else is wrong, and ends the game.
    private static class Box implements Environment {
        long seed;

        @Override public List<Tool> begin(ObjectNode columns, long seed) {
            this.seed = seed;
            return List.of(Tool.of("open", "Opens it.", "{}"), Tool.of("leave", "Ends.", "{}"), Tool.of("wait", "Waits.", "{}"));
        }

        @Override public ToolResult call(String tool, ObjectNode arguments) throws Exception {
            if (tool.equals("wait")) new CountDownLatch(1).await();
            if (tool.equals("leave")) return new ToolResult("bye", true);
            if (!arguments.path("number").isInt()) throw new IllegalArgumentException("which one?");
            return ToolResult.of("a cat");
        }

        @Override public double score(String answer) {
            return answer.contains("cat") ? 1 : 0;
        }
    }

    /// Says the same turns in every conversation, with log-probabilities -1, -2, ... of a turn's tokens.
    private static final class Script implements Speaker {
        private final List<String> turns;
        final List<Line> lines = Collections.synchronizedList(new ArrayList<>());

        Script(String... turns) {
            this.turns = List.of(turns);
        }

        @Override public void begin() {}

        @Override public List<CompletableFuture<Turn>> say(Line line) {
            lines.add(line);
            String said = turns.get((int) (line.variant() >> 32));
            int[] ids = TOKENIZER.encode(said, false);
            boolean fits = ids.length <= line.most();
            int[] cut = Arrays.copyOf(ids, Math.min(ids.length, line.most()));
            float[] logProbs = new float[cut.length];
            for (int t = 0; t < cut.length; t++) logProbs[t] = -1 - t;
            return Collections.nCopies(line.each(), CompletableFuture.completedFuture(new Turn(cut, TOKENIZER.decode(cut, true), fits && said.endsWith("<|im_end|>"), logProbs)));
        }

        @Override public void end() {}
    }

    private static TokenPrompt prompt() {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        messages.addObject().put("role", "user").put("content", QUESTION);
        return new TokenPrompt(TOKENIZER.encode(rendered(messages, true), false), messages, Json.MAPPER.createObjectNode());
    }

    private static String rendered(ArrayNode messages, boolean addGenerationPrompt) {
        ArrayNode tools = Json.MAPPER.createArrayNode();
        for (Tool tool : new Box().begin(null, 0)) tools.add(tool.json());
        return template().render(Map.of("messages", messages, "tools", tools, "add_generation_prompt", addGenerationPrompt)).text();
    }

    private static List<Rollout> held(Supplier<Environment> environment, Limits limits, Script script, int each) {
        var environments = new Environments(environment::get, Duration.ofMillis(300));
        return new ConversationSampler(script, ToolFormat.of(template(), TOKENIZER, Set.of(END)), environments, limits, 7).answers(List.of(prompt()), 5, each);
    }

    private static Rollout held(Limits limits, String... turns) {
        return held(Box::new, limits, new Script(turns), 1).getFirst();
    }

    private static String call(String name, String arguments) {
        return "<tool_call>\n{\"name\": \"" + name + "\", \"arguments\": " + arguments + "}\n</tool_call><|im_end|>";
    }

    private static List<String> contents(Rollout rollout) {
        return rollout.episode().messages().valueStream().map(message -> message.get("role").stringValue() + ": " + message.get("content").stringValue()).toList();
    }

    /// The whole conversation is what the template makes of it, and what the model said counts, nothing else.
    @Test void resultsStandBetweenTheTurns() {
        Rollout rollout = held(WIDE, call("open", "{\"number\": 1}"), "It is a cat.<|im_end|>");
        ArrayNode messages = (ArrayNode) prompt().prompt();
        messages.addAll(rollout.episode().messages());
        int[] all = IntStream.concat(Arrays.stream(rollout.prompt()), Arrays.stream(rollout.answer())).toArray();
        assertEquals(rendered(messages, false).strip(), TOKENIZER.decode(all, false));
        String said = call("open", "{\"number\": 1}") + "It is a cat.<|im_end|>";
        assertArrayEquals(TOKENIZER.encode(said, false), rollout.saidIds());
        assertEquals(rollout.said(), rollout.sampled().length);
        assertEquals("It is a cat.", rollout.text());
        assertTrue(rollout.ended());
        assertEquals(new Score.Judged(1), rollout.episode().score());
        assertEquals(1, rollout.episode().calls());
        assertEquals(0, rollout.episode().failures());
        assertEquals(Map.of("tools/call_frequency", 1.0, "tools/failure_frequency", 0.0), toolMetrics(rollout));
        assertEquals(rollout.said(), Generation.manners(List.of(rollout)).get("completions/mean_length"));
    }

    private static Map<String, Double> toolMetrics(Rollout rollout) {
        Map<String, Double> metrics = Generation.manners(List.of(rollout));
        metrics.keySet().removeIf(name -> !name.startsWith("tools/"));
        return metrics;
    }

    @Test void whatFailsIsToldAndCounted() {
        Rollout rollout = held(WIDE, call("open", "{}"), call("shut", "{}"), "<tool_call>{open}</tool_call><|im_end|>", call("wait", "{}"), call("open", "{\"number\": 1}"), "I give up.<|im_end|>");
        List<String> told = contents(rollout).stream().filter(text -> text.startsWith("tool")).toList();
        assertEquals("tool: {\"error\":\"which one?\"}", told.get(0));
        assertEquals("tool: {\"error\":\"there is no tool shut; the tools are open, leave, wait\"}", told.get(1));
        assertTrue(told.get(2).startsWith("tool: {\"error\":\"the call is not valid JSON"), told.get(2));
        assertEquals("tool: {\"error\":\"took longer than its deadline of 0.3 s\"}", told.get(3));
        assertEquals("tool: {\"error\":\"an earlier call took longer than its deadline\"}", told.get(4));
        assertEquals(5, rollout.episode().calls());
        assertEquals(5, rollout.episode().failures());
        assertEquals(new Score.Failed("an earlier call took longer than its deadline"), rollout.episode().score());
        assertTrue(rollout.ended());
    }

    @Test void anEnvironmentThatCannotBeginEndsNothing() {
        Rollout rollout = held(() -> new Box() {
            @Override public List<Tool> begin(ObjectNode columns, long seed) {
                throw new IllegalStateException("no box here");
            }
        }, WIDE, new Script(call("open", "{\"number\": 1}"), "Nothing.<|im_end|>"), 1).getFirst();
        assertEquals("tool: {\"error\":\"the environment could not begin: no box here\"}", contents(rollout).get(1));
        assertEquals(new Score.Failed("the environment could not begin: no box here"), rollout.episode().score());
    }

    @Test void severalCallsInATurn() {
        String both = call("open", "{\"number\": 1}").replace("<|im_end|>", "\n") + call("open", "{}");
        assertEquals(List.of("assistant: Let me see.", "tool: a cat", "tool: {\"error\":\"which one?\"}", "assistant: A cat."),
                contents(held(WIDE, "Let me see.\n" + both, "A cat.<|im_end|>")));
    }

    @Test void theEnvironmentCanEndIt() {
        Rollout rollout = held(WIDE, call("leave", "{}"));
        assertTrue(rollout.ended());
        assertEquals(rollout.said(), rollout.answer().length, "the model is told nothing more");
        assertEquals(List.of("assistant: ", "tool: bye"), contents(rollout));
    }

    @Test void asOftenAsItMay() {
        String open = call("open", "{\"number\": 1}");
        Rollout none = held(new Limits(1000, 2000, 0), open);
        assertEquals(0, none.episode().calls());
        assertTrue(none.ended());
        Rollout once = held(new Limits(1000, 2000, 1), open, open);
        assertEquals(1, once.episode().calls());
        assertEquals(3, once.episode().messages().size(), "the second call is said, and not made");
    }

    @Test void anAnswerThatIsFullIsCutOff() {
        String open = call("open", "{\"number\": 1}");
        int turn = TOKENIZER.encode(open, false).length;
        Rollout noRoomForResults = held(new Limits(turn + 3, 2000, 9), open);
        assertFalse(noRoomForResults.ended());
        assertEquals(turn, noRoomForResults.answer().length);
        int results = held(WIDE, open, "A cat.<|im_end|>").answer().length - turn - TOKENIZER.encode("A cat.<|im_end|>", false).length;
        Rollout noRoomToEnd = held(new Limits(turn + results + 2, 2000, 9), open, "A cat.<|im_end|>");
        assertFalse(noRoomToEnd.ended());
        assertEquals(turn + results + 2, noRoomToEnd.answer().length);
        int prompt = prompt().ids().length;
        assertFalse(held(new Limits(1000, prompt + turn + 3, 9), open).ended(), "the model's context is a bound as well");
    }

    /// Every answer to a prompt meets the same world, and every line that is asked for has chance of its own.
    @Test void chanceIsTheRequests() {
        List<Box> boxes = Collections.synchronizedList(new ArrayList<>());
        var script = new Script(call("open", "{\"number\": 1}"), "A cat.<|im_end|>");
        List<Rollout> rollouts = held(() -> {
            var box = new Box();
            boxes.add(box);
            return box;
        }, WIDE, script, 3);
        assertEquals(3, rollouts.size());
        assertEquals(1, boxes.stream().map(box -> box.seed).distinct().count());
        assertEquals(List.of(0L, 1L << 32, 1L << 32 | 1, 1L << 32 | 2), script.lines.stream().map(Speaker.Line::variant).sorted().toList());
        assertTrue(script.lines.stream().allMatch(line -> line.number() == 5));
    }

    /// What is written can be read again, and replayed: results have no numbers.
    @Test void conversationsAreKept() throws IOException {
        Rollout rollout = held(WIDE, call("open", "{\"number\": 1}"), "A cat.<|im_end|>").withRewards(Map.of("environment", 1.0)).withAdvantage(0.5);
        var file = new RolloutFile(ids -> TOKENIZER.decode(ids, false));
        Path path = Files.createTempFile("rollouts", ".jsonl");
        file.write(path, new Generation(3, List.of(rollout), Map.of()));
        JsonNode row = Json.MAPPER.readTree(Files.readString(path));
        assertEquals(3, row.get("completion").size());
        assertEquals(rollout.answer().length, row.get("tool_mask").size());
        for (int t = 0; t < rollout.answer().length; t++) assertEquals(row.get("tool_mask").get(t).intValue() == 0, row.get("sampled_logps").get(t).isNull());
        Rollout read = file.read(path).rollouts().getFirst();
        Files.delete(path);
        assertArrayEquals(rollout.mask(), read.mask());
        assertArrayEquals(rollout.sampled(), read.sampled());
        assertEquals(rollout.episode().messages(), read.episode().messages());
        assertEquals(1, read.episode().calls());
        assertNull(read.reference());
    }
}
