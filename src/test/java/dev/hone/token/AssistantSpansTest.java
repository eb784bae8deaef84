package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Conversation;
import dev.hone.settings.UserError;
import dev.hone.token.template.Rendered;
import dev.hone.token.template.Span;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Spans found in templates without marks, against those that TRL's training templates mark (golden/chat-templates).
class AssistantSpansTest {
    private static final String FOLDER = "/golden/chat-templates/";
    private static final JsonNode GIVEN = Fixtures.json(FOLDER + "conversations.json");

    /// The template of a golden file, its marks of the assistant taken out.
    private static ChatTemplate unmarked(String name) {
        String source = Fixtures.text(FOLDER + "templates/" + name + ".jinja");
        return template(source.replaceAll("(\\{%-?\\s*)generation(\\s*-?%})", "$1if true$2").replaceAll("(\\{%-?\\s*)endgeneration(\\s*-?%})", "$1endif$2"));
    }

    private static ChatTemplate template(String source) {
        Map<String, String> special = new TreeMap<>();
        GIVEN.get("special_tokens").properties().forEach(token -> special.put(token.getKey(), token.getValue().stringValue()));
        LocalDateTime now = LocalDateTime.parse(GIVEN.get("now").stringValue());
        return ChatTemplate.of(source, "template", special).withClock(() -> now);
    }

    private static Map<String, Conversation> conversations() {
        Map<String, Conversation> conversations = new LinkedHashMap<>();
        for (JsonNode given : GIVEN.get("conversations")) {
            ObjectNode variables = ((ObjectNode) given).deepCopy();
            JsonNode tools = variables.remove("tools");
            variables.remove(List.of("id", "messages", "add_generation_prompt"));
            conversations.put(given.get("id").stringValue(), new Conversation((ArrayNode) given.get("messages"), (ArrayNode) tools, variables));
        }
        return conversations;
    }

    private static List<String> found(ChatTemplate template, Conversation conversation) {
        Rendered rendered = template.render(conversation, false);
        assertEquals(List.of(), rendered.assistantSpans());
        return AssistantSpans.of(template, conversation, rendered).stream().map(rendered::text).toList();
    }

    /// What the golden file marks, by conversation; without those that the template refuses.
    private static Map<String, List<String>> golden(String name) {
        Map<String, List<String>> golden = new LinkedHashMap<>();
        for (JsonNode one : Fixtures.json(FOLDER + "expected/" + name + ".json").get("cases")) {
            if (one.has("error")) continue;
            var text = new Rendered(one.get("output").stringValue(), List.of(), List.of(), List.of());
            List<String> spans = new ArrayList<>();
            for (JsonNode span : one.path("assistant_spans")) spans.add(text.text(new Span(span.get(0).intValue(), span.get(1).intValue())));
            golden.put(one.get("conversation").stringValue(), spans);
        }
        return golden;
    }

    private static void compare(String golden, ChatTemplate template, UnaryOperator<String> expected) {
        Map<String, Conversation> conversations = conversations();
        Map<String, List<String>> wanted = golden(golden);
        assertTrue(wanted.size() >= 12, golden);
        wanted.forEach((id, spans) -> assertEquals(spans.stream().map(expected).toList(), found(template, conversations.get(id)), golden + " " + id));
    }

    @ParameterizedTest @ValueSource(strings = {"trl__qwen2_5_training", "trl__qwen3_training", "trl__lfm2_training", "trl__smolvlm_training"})
    void equalToTheTrainingTemplates(String name) {
        compare(name, unmarked(name), UnaryOperator.identity());
    }

    /// This training template counts as learned what the model is given to answer after: `<｜Assistant｜><think>` and `<｜tool▁outputs▁end｜>`.
    /// We do not; all else is equal.
    @Test void equalToDeepSeeksTrainingTemplateButForTheGenerationPrompt() {
        compare("trl__deepseek_r1_distill_training", unmarked("trl__deepseek_r1_distill_training"),
                span -> span.replaceFirst("^(<｜Assistant｜>(<think>\n?)?|<｜tool▁outputs▁end｜>)", ""));
    }

    /// The original writes an answer without tool calls in one statement, of which the training template cuts off the line feed
    /// after `assistant`. It is in the generation prompt, so we do not count it; all else is equal.
    @Test void equalToQwensTrainingTemplateInTheOriginalButForALineFeed() {
        compare("trl__qwen2_5_training", unmarked("trl__qwen2_5"),
                span -> span.contains("\n<tool_call>") ? span : span.substring(1));
    }

    /// All templates that mark nothing, with all conversations that they accept: as many spans as the assistant has turns,
    /// each with the end of what the assistant said, ending with the turn's end, and with none of the others' words.
    /// (Some templates leave out what is said besides a tool call.)
    @ParameterizedTest @MethodSource("plainTemplates")
    void noTemplateMixesTheSpeakers(String name, String endOfTurn) {
        ChatTemplate template = unmarked(name);
        conversations().forEach((id, conversation) -> {
            if (!golden(name).containsKey(id)) return;
            List<JsonNode> said = conversation.messages().valueStream().filter(message -> message.get("role").stringValue().equals("assistant")).toList();
            List<String> spans = found(template, conversation);
            assertEquals(said.size(), spans.size(), id);
            for (int i = 0; i < spans.size(); i++) {
                assertTrue(spans.get(i).matches("(?s).*(" + endOfTurn + ")"), name + " " + id + ": " + spans.get(i));
                if (!said.get(i).has("tool_calls")) assertTrue(spans.get(i).contains(lastLine(said.get(i))), name + " " + id + ": " + spans.get(i));
                assertFalse(spans.get(i).matches("(?s).*(What is 2|And 3|Thanks|terse|clear ☀️|ok then|<\\|im_start\\|>|start_header|<\\|assistant\\|>|<｜Assistant).*"), spans.get(i));
            }
        });
    }

    private static Stream<Arguments> plainTemplates() {
        return Map.of("llamacpp__HuggingFaceTB-SmolLM3-3B", "<\\|im_end\\|>\n", "pypi__smollm2-135m-instruct", "<\\|im_end\\|>\n",
                "npm__tokenizer-qwen3", "<\\|im_end\\|>\n", "npm__tokenizer-llama3_1", "<\\|eot_id\\|>", "llamacpp__mistralai-Mistral-Nemo-Instruct-2407", "</s>|<\\|eos\\|>",
                "trl__phi3", "<\\|end\\|>\n|<\\|eos\\|>", "trl__gptoss", "<\\|end\\|>|<\\|return\\|>|<\\|call\\|>",
                "llamacpp__GLM-4.6", "", "llamacpp__ibm-granite-granite-3.3-2B-Instruct", "<\\|end_of_text\\|>\n", "npm__tokenizer-deepseek_v3", "<｜end▁of▁sentence｜>")
                .entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue()));
    }

    /// The end of what was said, as templates may strip it or drop the reasoning before it; empty for content that is no text.
    private static String lastLine(JsonNode message) {
        String text = message.get("content").asString("").strip();
        return text.replaceFirst("(?s).*(\n|</think>)", "");
    }

    private static final String LOOP = "{% for m in messages %}<{{ m.role }}>{{ m.content }}<end>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

    private static List<String> found(String template, String messages) {
        return found(template(template), Examples.conversation(Fixtures.parse(messages)));
    }

    @Test void everyAnswerIsFoundHoweverAlikeTheyAre() {
        assertEquals(List.of("yes<end>", "yes<end>", "yes<end>"), found(LOOP, "[{'role':'user','content':'yes'},{'role':'assistant','content':'yes'},"
                + "{'role':'assistant','content':'yes'},{'role':'user','content':'<assistant>yes<end>'},{'role':'assistant','content':'yes'}]"));
    }

    @Test void anAnswerMayBeginTheConversation() {
        assertEquals(List.of("hi<end>"), found(LOOP, "[{'role':'assistant','content':'hi'},{'role':'user','content':'ho'}]"));
    }

    @Test void lettersThatThePromptAndTheAnswerShareAreLearned() {
        // the answer begins like the prompt's <think>
        assertEquals(List.of("<tool><end>"), found(LOOP.replace("<assistant>{%", "<assistant><think>{%"),
                "[{'role':'user','content':'yes'},{'role':'assistant','content':'<tool>'}]"));
    }

    @Test void anAnswerMayQuoteTheGenerationPrompt() {
        assertEquals(List.of("see <assistant><think> here<end>"), found(LOOP.replace("<assistant>{%", "<assistant><think>{%"),
                "[{'role':'user','content':'yes'},{'role':'assistant','content':'see <assistant><think> here'}]"));
    }

    @Test void aSystemTextInFrontOfTheFirstAnswerIsNotLearned() {
        assertEquals(List.of("hi<end>"), found(LOOP.replace("<{{ m.role }}>", "{% if loop.first %}<system>Be kind.<end>{% endif %}<{{ m.role }}>"),
                "[{'role':'assistant','content':'hi'},{'role':'user','content':'ho'}]"));
    }

    @Test void whatATemplateAddsAtTheEndIsTheLastAnswers() {
        assertEquals(List.of("ho<end><eos>"), found(LOOP.replace("{% endif %}", "{% else %}<eos>{% endif %}"),
                "[{'role':'user','content':'hi'},{'role':'assistant','content':'ho'}]"));
    }

    @Test void wordsThatCannotBeToldApartAreRefused() {
        String chat = "[{'role':'user','content':'hi'},{'role':'assistant','content':'ho'},{'role':'tool','content':'21'}]";
        String looksAhead = "{% for m in messages if m.role != 'tool' %}{{ m.content }}{% if m.role == 'assistant' %}{{ messages[-1].content }}{% endif %}{% endfor %}";
        assertMessage("writes message 2 into a turn of the assistant", looksAhead, chat);
        assertMessage("writes message 1 outside of a loop", "{{ messages[0].content }}{{ messages[1].content }}", chat);
        assertMessage("writes message 1 in 2 places", LOOP + LOOP, chat);
    }

    private static void assertMessage(String part, String template, String messages) {
        String message = assertThrows(UserError.class, () -> found(template, messages)).getMessage();
        assertTrue(message.contains(part) && message.contains("{% generation %}"), message);
    }

    @Test void theLastAnswerAlone() {
        Conversation conversation = Examples.conversation(Fixtures.parse("[{'role':'user','content':'a'},{'role':'assistant','content':'b'},"
                + "{'role':'user','content':'c'},{'role':'assistant','content':'d'}]"));
        String marked = "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}-{% generation %}!"
                + "{% endgeneration %}{% else %}{{ m.content }}{% endif %}{% endfor %}";
        assertEquals(List.of("d", "!"), last(template(marked), conversation));
        assertEquals(List.of("d<end>"), last(template(LOOP), conversation));
    }

    private static List<String> last(ChatTemplate template, Conversation conversation) {
        Rendered rendered = template.render(conversation, false);
        return AssistantSpans.ofLast(template, conversation, rendered).stream().map(rendered::text).toList();
    }
}
