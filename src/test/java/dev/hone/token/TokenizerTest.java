package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.UserError;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class TokenizerTest {
    private static final JsonNode EXPECTED = Fixtures.json("/dev/hone/token/tiny-expected.json");
    private static Tokenizer tiny;

    @TempDir Path folder;

    @BeforeAll static void open() {
        tiny = Tokenizer.open(Fixtures.path(Fixtures.TINY));
    }

    @AfterAll static void close() {
        tiny.close();
    }

    @Test void encodesAndDecodesAsTransformersDoes() {
        for (JsonNode wanted : EXPECTED.get("cases")) {
            String text = wanted.get("text").stringValue();
            int[] ids = Fixtures.ints(wanted.get("ids"));
            assertArrayEquals(ids, tiny.encode(text, false), text);
            assertArrayEquals(Fixtures.ints(wanted.get("with_special")), tiny.encode(text, true), text);
            assertEquals(wanted.get("decoded").stringValue(), tiny.decode(ids, false));
            assertEquals(wanted.get("decoded_skip").stringValue(), tiny.decode(ids, true));
        }
    }

    @Test void offsetsCountCodePoints() {
        for (JsonNode wanted : EXPECTED.get("cases")) {
            Encoding encoding = tiny.encodeWithOffsets(wanted.get("text").stringValue());
            for (int i = 0; i < encoding.ids().length; i++) {
                assertEquals(wanted.get("offsets").get(i).get(0).intValue(), encoding.starts()[i]);
                assertEquals(wanted.get("offsets").get(i).get(1).intValue(), encoding.ends()[i]);
            }
        }
    }

    @Test void conversationsGetTheSameIdsAndAssistantMask() {
        for (JsonNode wanted : EXPECTED.get("chats")) {
            ChatTokens chat = tiny.encodeChat(Map.of("messages", wanted.get("messages")));
            assertEquals(wanted.get("text").stringValue(), chat.text());
            assertArrayEquals(Fixtures.ints(wanted.get("ids")), chat.ids());
            int[] mask = IntStream.range(0, chat.ids().length).map(i -> chat.assistantMask()[i] ? 1 : 0).toArray();
            assertArrayEquals(Fixtures.ints(wanted.get("mask")), mask);
        }
    }

    @Test void knowsItsSpecialTokens() {
        assertEquals(EXPECTED.get("vocab").intValue(), tiny.vocabularySize());
        assertEquals(2, tiny.specialTokens().eos().orElseThrow().id());
        assertEquals("<|pad|>", tiny.specialTokens().pad().orElseThrow().text());
        assertTrue(tiny.specialTokens().unk().isEmpty());
        assertEquals(OptionalInt.of(3), tiny.idOf("<|endoftext|>"));
        assertEquals("<|im_start|>", tiny.tokenOf(1).orElseThrow());
        assertTrue(tiny.tokenOf(-1).isEmpty() && tiny.tokenOf(1 << 20).isEmpty());
        assertTrue(tiny.isSpecial(0));
        assertFalse(tiny.isSpecial(100));
    }

    @Test void halfASurrogatePairBecomesOneReplacementCharacter() {
        Encoding encoding = tiny.encodeWithOffsets("a\uD83Db");
        assertEquals("a\uFFFDb", tiny.decode(encoding.ids(), false));
        assertEquals(3, encoding.ends()[encoding.ids().length - 1]);
    }

    @Test void neverCutsOrPadsWhateverItsFileSays() throws IOException {
        String json = Fixtures.text(Fixtures.TINY + "/tokenizer.json")
                .replaceFirst("\"truncation\": null", "\"truncation\": {\"direction\": \"Right\", \"max_length\": 4, \"strategy\": \"LongestFirst\", \"stride\": 0}")
                .replaceFirst("\"padding\": null", "\"padding\": {\"strategy\": {\"Fixed\": 900}, \"direction\": \"Right\", \"pad_to_multiple_of\": null, \"pad_id\": 0, \"pad_type_id\": 0, \"pad_token\": \"<|pad|>\"}");
        try (Tokenizer cutting = Tokenizer.openJson(json, "in memory", Map.of("eos_token", "<|im_end|>"))) {
            String text = "a b c ".repeat(1000);
            assertArrayEquals(tiny.encode(text, false), cutting.encode(text, false));
            assertArrayEquals(tiny.encode("a", false), cutting.encode("a", false));
            assertEquals(2, cutting.specialTokens().eos().orElseThrow().id());
        }
    }

    @Test void tokenizerJsonAloneDecidesWhetherBosAndEosAreAdded() throws IOException {
        copyTiny("{'bos_token': '<|im_start|>', 'eos_token': {'content': '<|im_end|>'}, 'add_bos_token': true, 'add_eos_token': true}");
        try (Tokenizer silent = Tokenizer.open(folder)) {
            assertArrayEquals(tiny.encode("hi", false), silent.encode("hi", true));
            assertEquals("<|im_end|>", silent.specialTokens().eos().orElseThrow().text());
        }
    }

    @Test void findsTemplatesWhereverTheyAre() throws IOException {
        copyTiny("{'chat_template': [{'name': 'default', 'template': 'plain'}, {'name': 'tool_use', 'template': 'with {{ tools|length }}'}]}");
        assertEquals("plain", rendered(Map.of("messages", List.of())));
        assertEquals("with 1", rendered(Map.of("messages", List.of(), "tools", List.of(Map.of()))));
        Files.writeString(folder.resolve("chat_template.json"), "{\"chat_template\": \"from json\"}");
        assertEquals("from json", rendered(Map.of("messages", List.of())));
        Files.writeString(folder.resolve("chat_template.jinja"), "from {{ eos_token }}jinja\n");
        assertEquals("from jinja", rendered(Map.of("messages", List.of())));
    }

    private String rendered(Map<String, ?> variables) {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            return tokenizer.chatTemplate().orElseThrow().render(variables).text();
        }
    }

    @Test void aBrokenTemplateDoesNotKeepTextFromBeingTokenised() throws IOException {
        copyTiny("{}");
        Files.writeString(folder.resolve("chat_template.jinja"), "line one\n{% if %}");
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertArrayEquals(tiny.encode("hi", true), tokenizer.encode("hi", true));
            UserError error = assertThrows(UserError.class, tokenizer::chatTemplate);
            assertTrue(error.getMessage().contains("chat_template.jinja:2"), error.getMessage());
        }
    }

    @Test void damagedFilesAreNamedWithARemedy() throws IOException {
        assertMessage("there is no such file");
        assertFalse(Tokenizer.isIn(folder));
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, "");
        assertMessage("cannot be opened");
        Files.writeString(file, "[1]");
        assertMessage("not a JSON object");
        Files.writeString(file, "{\"model\": {\"type\": \"BPE\"}}");
        assertMessage("vocabulary");
        Files.writeString(file, "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [[\"q\", \"r\"]]}}");
        assertMessage("cannot be opened");
        Files.writeString(file, Fixtures.text(Fixtures.TINY + "/tokenizer.json").substring(0, 2000));
        assertMessage("no complete JSON");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0");
        assertMessage("Git LFS");
        copyTiny("not json");
        assertTrue(assertThrows(UserError.class, () -> Tokenizer.open(folder)).getMessage().contains("tokenizer_config.json"));
    }

    private void assertMessage(String part) {
        UserError error = assertThrows(UserError.class, () -> Tokenizer.open(folder));
        assertTrue(error.getMessage().contains(part) && error.getMessage().contains("tokenizer.json"), error.getMessage());
    }

    private void copyTiny(String config) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), Fixtures.text(Fixtures.TINY + "/tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), config.replace('\'', '"'));
    }

    @Test void aClosedTokenizerSaysSo() {
        Tokenizer tokenizer = Tokenizer.open(Fixtures.path(Fixtures.TINY));
        tokenizer.close();
        assertThrows(IllegalStateException.class, () -> tokenizer.encode("a", false));
    }

    @Test void manyThreadsGetWhatOneGets() throws Exception {
        List<String> texts = IntStream.range(0, 200).mapToObj(i -> "text " + i + " é👩‍👧 ".repeat(i % 7)).toList();
        List<int[]> alone = texts.stream().map(text -> tiny.encode(text, false)).toList();
        Callable<Void> work = () -> {
            for (int i = 0; i < texts.size(); i++) {
                assertArrayEquals(alone.get(i), tiny.encode(texts.get(i), false));
                assertEquals(texts.get(i), tiny.decode(alone.get(i), false));
                tiny.encodeChat(Map.of("messages", List.of(Map.of("role", "user", "content", texts.get(i)))));
            }
            return null;
        };
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(java.util.Collections.nCopies(8, work))) done.get();
        }
    }
}
