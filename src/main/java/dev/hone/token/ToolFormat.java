package dev.hone.token;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How a model calls tools and is told their results: as its chat template writes both. Calls are read from what the model said; results become
/// the tokens that the template puts between two turns of the model. What the model said is never rendered, and so never made into tokens anew.
public final class ToolFormat {
    /// Names what is no call.
    private static final String UNKNOWN = "unknown";
    private static final String OPEN = "<tool_call>", CLOSE = "</tool_call>", THOUGHT = "</think>";
    private static final Pattern CALL = Pattern.compile("\\{\\s*\"name\"");
    private static final ObjectNode NO_VARIABLES = Json.MAPPER.createObjectNode();
    private static final ArrayNode PROBE_TOOLS = (ArrayNode) Json.MAPPER.readTree("""
            [{"type": "function", "function": {"name": "weather", "description": "The weather.",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]""");
    private static final List<ToolCall> PROBE = List.of(new ToolCall.Proper("weather", Json.MAPPER.createObjectNode().put("city", "Ulm")));

    private final ChatTemplate template;
    private final Tokenizer tokenizer;
    private final Map<Integer, String> ends;
    private final boolean isTagged;

    /// @param ends     the tokens that end a turn
    /// @param isTagged whether calls stand between tags; otherwise one is all that is said
    private ToolFormat(ChatTemplate template, Tokenizer tokenizer, Map<Integer, String> ends, boolean isTagged) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.ends = ends;
        this.isTagged = isTagged;
    }

    /// What a model said in a turn.
    /// @param content what it said besides the calls
    public record Said(String content, List<ToolCall> calls) {}

    /// Looks how the template writes a call: `<tool_call>{"name": ..., "arguments": {...}}</tool_call>`, any number of them after whatever else is
    /// said (Hermes, Qwen), or such an object alone, with `arguments` or `parameters` (Llama 3).
    /// @param ends tokens that end a turn
    /// @throws UserError when the template has no calls, or writes them in another way
    public static ToolFormat of(ChatTemplate template, Tokenizer tokenizer, Set<Integer> ends) {
        Map<Integer, String> texts = new TreeMap<>();
        for (int end : ends) tokenizer.tokenOf(end).ifPresent(text -> texts.put(end, text));
        for (boolean isTagged : new boolean[] {true, false}) {
            var format = new ToolFormat(template, tokenizer, texts, isTagged);
            if (format.read(format.probed()).calls.equals(PROBE)) return format;
        }
        String written = new ToolFormat(template, tokenizer, texts, true).probed().strip();
        throw new UserError("the chat template " + (written.isEmpty() ? "has no place for calls of tools" : "writes a call of a tool as " + written
                + ", which is not read here; expected " + OPEN + "{\"name\": ..., \"arguments\": {...}}" + CLOSE + ", or the object alone")
                + "; name another template with chat_template_path");
    }

    /// What the template makes of a turn that is a call: where it differs from one that is not.
    private String probed() {
        String called = rendered(asked(PROBE), PROBE_TOOLS, NO_VARIABLES, false);
        ArrayNode plain = asked(List.of());
        ((ObjectNode) plain.get(1)).put("content", "Rain.");
        String said = rendered(plain, PROBE_TOOLS, NO_VARIABLES, false);
        int from = Arrays.mismatch(called.toCharArray(), said.toCharArray());
        if (from < 0) return "";
        return called.substring(from, Math.max(from, turnEnds(called).getLast().start()));
    }

    /// Where a text ends turns, at least one.
    private List<MatchResult> turnEnds(String text) {
        String any = ends.values().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        List<MatchResult> found = Pattern.compile(any).matcher(text).results().toList();
        if (found.isEmpty() || any.isEmpty()) throw new UserError("the chat template ends no turn of the assistant with a token that ends an answer ("
                + String.join(", ", ends.values()) + "), so there is no place for the results of tools; name another template with chat_template_path, or the token with eos_token");
        return found;
    }

    private String rendered(ArrayNode messages, ArrayNode tools, ObjectNode variables, boolean addGenerationPrompt) {
        Map<String, Object> all = new LinkedHashMap<>();
        variables.properties().forEach(variable -> all.put(variable.getKey(), variable.getValue()));
        all.put("messages", messages);
        all.put("tools", tools);
        all.put("add_generation_prompt", addGenerationPrompt);
        return template.render(all).text();
    }

    /// A question and a turn that is nothing but calls; what stands before results does not change how they are written.
    private static ArrayNode asked(List<ToolCall> calls) {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        messages.addObject().put("role", "user").put("content", "?");
        messages.add(message("", calls));
        return messages;
    }

    /// A turn of the model as a message.
    public static ObjectNode message(String content, List<ToolCall> calls) {
        ObjectNode message = Json.MAPPER.createObjectNode().put("role", "assistant").put("content", content);
        if (calls.isEmpty()) return message;
        ArrayNode list = message.putArray("tool_calls");
        for (ToolCall call : calls) {
            ObjectNode function = list.addObject().put("type", "function").put("id", "call_" + list.size()).putObject("function");
            switch (call) {
                case ToolCall.Proper(String name, ObjectNode arguments) -> function.put("name", name).set("arguments", arguments);
                case ToolCall.Garbled(String text, _) -> function.put("name", UNKNOWN).putObject("arguments").put("text", text);
            }
        }
        return message;
    }

    /// What the model is told of its calls, as messages.
    /// @param results of the calls, in their order
    public static ArrayNode messages(List<ToolCall> calls, List<String> results) {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        for (int i = 0; i < results.size(); i++) {
            String name = calls.get(i) instanceof ToolCall.Proper proper ? proper.name() : UNKNOWN;
            messages.addObject().put("role", "tool").put("name", name).put("tool_call_id", "call_" + (i + 1)).put("content", results.get(i));
        }
        return messages;
    }

    /// @param turn ids that the model said, maybe with the token that ended the turn
    public Said read(int[] turn) {
        int length = turn.length > 0 && ends.containsKey(turn[turn.length - 1]) ? turn.length - 1 : turn.length;
        return read(tokenizer.decode(Arrays.copyOf(turn, length), false));
    }

    /// Calls that were thought of only do not count.
    private Said read(String text) {
        int thought = text.lastIndexOf(THOUGHT);
        int from = thought < 0 ? 0 : thought + THOUGHT.length();
        if (!isTagged) {
            String said = text.substring(from).strip();
            return CALL.matcher(said).lookingAt() ? new Said(text.substring(0, from), List.of(call(said))) : new Said(text, List.of());
        }
        List<ToolCall> calls = new ArrayList<>();
        int first = text.indexOf(OPEN, from);
        for (int open = first; open >= 0; ) {
            int begin = open + OPEN.length(), close = text.indexOf(CLOSE, begin);
            calls.add(close < 0 ? new ToolCall.Garbled(text.substring(begin), "a call is not closed by " + CLOSE) : call(text.substring(begin, close)));
            open = close < 0 ? -1 : text.indexOf(OPEN, close);
        }
        return new Said(first < 0 ? text : text.substring(0, first).strip(), calls);
    }

    private static ToolCall call(String text) {
        try {
            JsonNode call = Json.MAPPER.readTree(text);
            if (!call.path("name").isString()) return new ToolCall.Garbled(text, "the call has no name; expected {\"name\": ..., \"arguments\": {...}}");
            JsonNode arguments = call.has("parameters") ? call.get("parameters") : call.path("arguments");
            if (arguments.isString()) arguments = Json.MAPPER.readTree(arguments.stringValue());
            if (arguments.isMissingNode()) arguments = Json.MAPPER.createObjectNode();
            return arguments instanceof ObjectNode object ? new ToolCall.Proper(call.get("name").stringValue(), object)
                    : new ToolCall.Garbled(text, "the call's arguments are " + Json.shortened(arguments) + "; expected an object");
        } catch (JacksonException e) {
            return new ToolCall.Garbled(text, "the call is " + Json.reason(e));
        }
    }

    /// The tokens between a turn of calls, its last token included in the turn, and the next: what the tools said, and what begins a turn.
    /// @param told      the messages of the calls' results, see [#messages]
    /// @param tools     that the model is offered, in OpenAI's form
    /// @param variables further ones of the template
    public int[] results(List<ToolCall> calls, ArrayNode told, ArrayNode tools, ObjectNode variables) {
        ArrayNode messages = asked(calls);
        String before = rendered(messages, tools, variables, false);
        String after = rendered(messages.addAll(told), tools, variables, true);
        // Counted, for some templates write the same turn in another way once it is not the last.
        MatchResult end = turnEnds(after).get(turnEnds(before).size() - 1);
        // Behind the token that ends the turn, as the beginning of a text may be read in another way than its middle.
        int[] ids = tokenizer.encode(after.substring(end.start()), false);
        return Arrays.copyOfRange(ids, 1, ids.length);
    }
}
