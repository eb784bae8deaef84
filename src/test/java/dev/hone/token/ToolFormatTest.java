package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import dev.hone.token.ToolCall.Garbled;
import dev.hone.token.ToolCall.Proper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Templates of models over the small tokenizer, whose end of a turn is token 2.
class ToolFormatTest {
    private static final Tokenizer TOKENIZER = Tokenizer.open(Fixtures.path(Fixtures.TINY));
    private static final int END = 2;
    private static final ArrayNode TOOLS = (ArrayNode) Fixtures.parse("[{'type': 'function', 'function': {'name': 'add', 'description': 'Adds.', 'parameters': {'type': 'object'}}}]");
    private static final List<ToolCall> CALLS = List.of(new Proper("add", (ObjectNode) Fixtures.parse("{'a': 1, 'b': 2}")), new Proper("add", (ObjectNode) Fixtures.parse("{'a': 3}")));

    @AfterAll static void close() {
        TOKENIZER.close();
    }

    private static ChatTemplate template(String name) {
        return ChatTemplate.of(Fixtures.text("/golden/chat-templates/templates/" + name + ".jinja"), name, Map.of("bos_token", "<|im_start|>", "eos_token", "<|im_end|>"));
    }

    private static ToolFormat format(ChatTemplate template) {
        return ToolFormat.of(template, TOKENIZER, Set.of(END));
    }

    private static String rendered(ChatTemplate template, ArrayNode messages, boolean addGenerationPrompt) {
        Map<String, Object> variables = new LinkedHashMap<>(Map.of("messages", messages, "tools", TOOLS, "add_generation_prompt", addGenerationPrompt));
        return template.render(variables).text();
    }

    private static int[] ids(String text) {
        return TOKENIZER.encode(text, false);
    }

    /// The turn as the template writes it, then the results, are the tokens of the whole conversation.
    @Test void resultsStandAsTheTemplateWritesThem() {
        for (String name : List.of("trl__qwen3_training", "trl__qwen2_5", "trl__qwen2_5_training")) {
            ChatTemplate template = template(name);
            ArrayNode messages = (ArrayNode) Fixtures.parse("[{'role': 'user', 'content': 'What is 1 + 2?'}]");
            messages.add(ToolFormat.message("I add.", CALLS));
            String turn = rendered(template, messages, false);
            int[] said = ids(turn.substring(0, turn.lastIndexOf("<|im_end|>") + "<|im_end|>".length()));
            ArrayNode told = ToolFormat.messages(CALLS, List.of("3", "three\n"));
            int[] results = format(template).results(CALLS, told, TOOLS, Json.MAPPER.createObjectNode());
            assertArrayEquals(ids(rendered(template, messages.addAll(told), true)), IntStream.concat(Arrays.stream(said), Arrays.stream(results)).toArray(), name);
        }
    }

    /// Qwen 3 writes an empty thought into a turn only while it is the last.
    @Test void aTurnThatIsWrittenInAnotherWayLater() {
        List<ToolCall> call = CALLS.subList(1, 2);
        int[] results = format(template("npm__tokenizer-qwen3")).results(call, ToolFormat.messages(call, List.of("3")), TOOLS, Json.MAPPER.createObjectNode().put("enable_thinking", false));
        assertEquals("\n<|im_start|>user\n<tool_response>\n3\n</tool_response><|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n", TOKENIZER.decode(results, false));
    }

    @Test void callsAreReadFromWhatWasSaid() {
        ToolFormat format = format(template("trl__qwen3_training"));
        assertEquals(new ToolFormat.Said("I add.", CALLS), format.read(ids("I add.\n<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}\n</tool_call>\n"
                + "<tool_call>{\"name\": \"add\", \"arguments\": \"{\\\"a\\\": 3}\"}</tool_call><|im_end|>")));
        assertEquals(new ToolFormat.Said("Nothing to add.", List.of()), format.read(ids("Nothing to add.<|im_end|>")));
        assertEquals(List.of(new Proper("now", Json.MAPPER.createObjectNode())), format.read(ids("<tool_call>{\"name\": \"now\"}</tool_call>")).calls());
    }

    @Test void whatIsThoughtIsNotCalled() {
        ToolFormat format = format(template("trl__qwen3_training"));
        String thought = "<think>Maybe <tool_call>{\"name\": \"add\"}</tool_call>?</think>";
        assertEquals(new ToolFormat.Said(thought + "No.", List.of()), format.read(ids(thought + "No.<|im_end|>")));
    }

    @Test void whatIsNoCallSaysWhy() {
        ToolFormat format = format(template("trl__qwen2_5"));
        assertGarbled("the call is not valid JSON: it ends in the middle", format, "<tool_call>{\"name\": \"add\"</tool_call>");
        assertGarbled("the call has no name; expected {\"name\": ..., \"arguments\": {...}}", format, "<tool_call>{\"tool\": \"add\"}</tool_call>");
        assertGarbled("the call's arguments are 7; expected an object", format, "<tool_call>{\"name\": \"add\", \"arguments\": 7}</tool_call>");
        assertGarbled("a call is not closed by </tool_call>", format, "<tool_call>{\"name\": \"add\"}");
    }

    private static void assertGarbled(String reason, ToolFormat format, String said) {
        var garbled = (Garbled) format.read(ids(said)).calls().getFirst();
        assertEquals(reason, garbled.reason());
        assertEquals(said.replaceAll("</?tool_call>", ""), garbled.text());
    }

    /// As Llama 3 calls.
    @Test void aCallCanBeAllThatIsSaid() {
        ChatTemplate template = ChatTemplate.of("{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.tool_calls %}{% set f = m.tool_calls[0].function %}"
                + "{\"name\": \"{{ f.name }}\", \"parameters\": {{ f.arguments | tojson }}}{% else %}{{ m.content }}{% endif %}<|im_end|>{% endfor %}"
                + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}", "bare", Map.of());
        ToolFormat format = format(template);
        List<ToolCall> call = CALLS.subList(1, 2);
        assertEquals(call, format.read(ids("{\"name\": \"add\", \"parameters\": {\"a\": 3}}<|im_end|>")).calls());
        assertEquals(List.of(), format.read(ids("{\"a\": 3}<|im_end|>")).calls());
        assertArrayEquals(ids("<|im_start|>tool\n3<|im_end|><|im_start|>assistant\n"),
                format.results(call, ToolFormat.messages(call, List.of("3")), TOOLS, Json.MAPPER.createObjectNode()));
    }

    @Test void templatesThatCannotDoIt() {
        assertMistake("the chat template has no place for calls of tools", TOKENIZER.chatTemplate().orElseThrow());
        assertMistake("ends no turn of the assistant with a token that ends an answer", template("npm__tokenizer-deepseek_v3"));
        ChatTemplate other = ChatTemplate.of("{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}CALL {{ c.function.name }}{% endfor %}<|im_end|>{% endfor %}", "other", Map.of());
        assertMistake("writes a call of a tool as CALL weather, which is not read here; expected <tool_call>", other);
    }

    private static void assertMistake(String message, ChatTemplate template) {
        String said = assertThrows(UserError.class, () -> format(template)).getMessage();
        assertTrue(said.contains(message), said);
    }
}
