package dev.hone.algorithm.rollout;

import dev.hone.algorithm.rollout.ConversationSampler.Limits;
import dev.hone.algorithm.rollout.Speaker.Line;
import dev.hone.batch.LabelNumbers;
import dev.hone.data.Json;
import dev.hone.reward.Episode;
import dev.hone.reward.Score;
import dev.hone.reward.environment.Environment;
import dev.hone.reward.environment.Environments;
import dev.hone.reward.environment.Tool;
import dev.hone.reward.environment.ToolResult;
import dev.hone.token.TokenPrompt;
import dev.hone.token.ToolCall;
import dev.hone.token.ToolFormat;
import dev.hone.token.ToolFormat.Said;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One conversation in the making, by one thread. What goes wrong with a tool is told to the model, and counted; it ends nothing.
final class Conversation {
    private final TokenPrompt asked;
    private final Speaker speaker;
    private final ToolFormat format;
    private final Environment environment;
    private final Limits limits;
    /// Offered to the model; empty where the environment could not begin.
    private List<Tool> tools = List.of();
    /// Why it could not; null where it could.
    private String broken;

    private int[] ids = {};
    private boolean[] mask = {};
    private final List<float[]> sampled = new ArrayList<>();
    private final ArrayNode messages = Json.MAPPER.createArrayNode();
    private int calls;
    private int failures;
    private boolean isOver;

    Conversation(TokenPrompt asked, Speaker speaker, ToolFormat format, Environment environment, Limits limits) {
        this.asked = asked;
        this.speaker = speaker;
        this.format = format;
        this.environment = environment;
        this.limits = limits;
    }

    /// @param seed    of the environment
    /// @param first   turn, already in the making
    /// @param number  of the prompt's request
    /// @param answer  which of the answers to the prompt
    Rollout held(long seed, Future<Turn> first, long number, int answer) throws InterruptedException, ExecutionException {
        begin(seed);
        Turn turn = first.get();
        for (int round = 0; ; round++) {
            add(turn.ids(), true);
            sampled.add(turn.sampled());
            Said said = turn.ended() ? format.read(turn.ids()) : new Said(turn.text(), List.of());
            String content = said.calls().isEmpty() ? turn.text() : said.content();
            messages.add(ToolFormat.message(content, said.calls()));
            if (said.calls().isEmpty() || round == limits.rounds()) return done(content, turn.ended());
            ArrayNode told = ToolFormat.messages(said.calls(), results(said.calls()));
            messages.addAll(told);
            if (isOver) return done(content, true);
            int[] results = format.results(said.calls(), told, offered(), variables());
            int room = limits.room(asked.ids().length, ids.length + results.length);
            if (room < 1) return done(content, false);
            add(results, false);
            int[] all = IntStream.concat(Arrays.stream(asked.ids()), Arrays.stream(ids)).toArray();
            turn = speaker.say(new Line(all, 1, room, number, round + 1L << 32 | answer)).getFirst().get();
        }
    }

    private void begin(long seed) throws InterruptedException {
        try {
            tools = environment.begin(asked.columns(), seed);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            broken = "the environment could not begin: " + Environments.reason(e);
        }
    }

    private void add(int[] more, boolean isSaid) {
        int before = ids.length;
        ids = Arrays.copyOf(ids, before + more.length);
        mask = Arrays.copyOf(mask, ids.length);
        System.arraycopy(more, 0, ids, before, more.length);
        Arrays.fill(mask, before, ids.length, isSaid);
    }

    private ArrayNode offered() {
        ArrayNode offered = Json.MAPPER.createArrayNode();
        for (Tool tool : tools) offered.add(tool.json());
        return offered;
    }

    private ObjectNode variables() {
        return asked.columns().get("chat_template_kwargs") instanceof ObjectNode variables ? variables : Json.MAPPER.createObjectNode();
    }

    private List<String> results(List<ToolCall> all) throws InterruptedException {
        List<String> results = new ArrayList<>();
        for (ToolCall call : all) {
            calls++;
            try {
                results.add(result(call));
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                failures++;
                results.add(Json.MAPPER.createObjectNode().put("error", Environments.reason(e)).toString());
            }
        }
        return results;
    }

    private String result(ToolCall call) throws Exception {
        if (isOver) throw new IllegalStateException("the conversation is over");
        if (broken != null) throw new IllegalStateException(broken);
        ToolResult result = switch (call) {
            case ToolCall.Garbled(_, String reason) -> throw new IllegalArgumentException(reason);
            case ToolCall.Proper(String name, ObjectNode arguments) -> {
                List<String> names = tools.stream().map(Tool::name).toList();
                if (!names.contains(name)) throw new IllegalArgumentException("there is no tool " + name + "; the tools are " + String.join(", ", names));
                yield environment.call(name, arguments);
            }
        };
        isOver = result.ends();
        return result.content();
    }

    /// @param content what the model said last
    private Rollout done(String content, boolean ended) throws InterruptedException {
        float[] known = sampled.contains(null) ? null : LabelNumbers.joined(sampled);
        return new Rollout(asked.ids(), asked, ids, mask, content, new Episode(messages, calls, failures, score(content)), ended, Map.of(), Double.NaN, known, null, null);
    }

    private Score score(String content) throws InterruptedException {
        if (broken != null) return new Score.Failed(broken);
        try {
            double score = environment.score(content);
            return Double.isNaN(score) ? new Score.Abstained() : Double.isInfinite(score) ? new Score.Failed("gave an infinite number") : new Score.Judged(score);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return new Score.Failed(Environments.reason(e));
        }
    }
}
