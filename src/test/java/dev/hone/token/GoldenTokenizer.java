package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.data.Conversation;
import dev.hone.data.Example;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Compares a real model's tokenizer and chat template with saved results of transformers.
/// A test of the folder that holds the model calls it.
public final class GoldenTokenizer {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GoldenTokenizer() { }

    /// @param model  a folder with tokenizer.json and a chat template
    /// @param golden a folder with tokenisation.json, chat_template.json and sft_loss.json
    public static void check(Path model, Path golden) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            checkTexts(tokenizer, JSON.readTree(Files.readString(golden.resolve("tokenisation.json"))));
            checkChats(tokenizer, JSON.readTree(Files.readString(golden.resolve("chat_template.json"))));
            checkLabels(tokenizer, JSON.readTree(Files.readString(golden.resolve("sft_loss.json"))));
        }
    }

    private static void checkTexts(Tokenizer tokenizer, JsonNode expected) {
        assertEquals(expected.get("vocab_size").intValue(), tokenizer.vocabularySize());
        expected.get("special_tokens").properties().forEach(token ->
                assertEquals(token.getValue().intValue(), tokenizer.idOf(token.getKey()).orElseThrow()));
        assertEquals(expected.get("eos").stringValue(), tokenizer.specialTokens().eos().orElseThrow().text());
        for (JsonNode wanted : expected.get("cases")) {
            String text = wanted.get("text").stringValue();
            int[] ids = Fixtures.ints(wanted.get("ids"));
            assertArrayEquals(ids, tokenizer.encode(text, false), text);
            for (int i = 0; i < ids.length; i++) assertEquals(wanted.get("tokens").get(i).stringValue(), tokenizer.tokenOf(ids[i]).orElseThrow());
            assertEquals(wanted.get("decoded").stringValue(), tokenizer.decode(ids, false), text);
            assertEquals(wanted.get("decoded_skip_special").stringValue(), tokenizer.decode(ids, true), text);
        }
    }

    private static void checkChats(Tokenizer tokenizer, JsonNode expected) {
        ChatTemplate template = ChatTemplate.of(expected.get("template").stringValue(), "chat_template.json", tokenizer.specialTokens().variables());
        for (JsonNode wanted : expected.get("cases")) {
            Map<String, Object> variables = Map.of("messages", wanted.get("messages"), "add_generation_prompt", wanted.get("add_generation_prompt"));
            ChatTokens chat = tokenizer.encodeChat(template.render(variables));
            assertEquals(wanted.get("text").stringValue(), chat.text());
            assertArrayEquals(Fixtures.ints(wanted.get("ids")), chat.ids());
            assertEquals(chat.text(), tokenizer.encodeChat(variables).text());
        }
    }

    /// The last message is a completion of those before it; and since the template marks nothing, what is found to be the
    /// assistant's must be the same.
    private static void checkLabels(Tokenizer tokenizer, JsonNode expected) {
        Conversation whole = Examples.conversation(expected.get("messages"));
        int last = whole.messages().size() - 1;
        ArrayNode answer = whole.messages().arrayNode().add(whole.messages().get(last));
        LabelSettings usual = LabelSettings.DEFAULTS;
        var assistantOnly = new LabelSettings(usual.maxLength(), usual.cut(), null, true, usual.trainOn(), null);
        for (Labelled labelled : List.of(new Labeller(tokenizer, usual).label(new Example.ChatCompletion(whole.before(last), answer)),
                new Labeller(tokenizer, assistantOnly).label(new Example.Chat(whole)))) {
            assertArrayEquals(Fixtures.ints(expected.get("input_ids")), labelled.tokens().ids());
            assertArrayEquals(Fixtures.ints(expected.get("labels")), LabellerTest.labels(labelled.tokens()));
        }
    }
}
