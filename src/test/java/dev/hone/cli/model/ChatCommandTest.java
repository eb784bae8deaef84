package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChatCommandTest {
    @TempDir Path folder;
    private String model;

    @BeforeEach void aModelToTalkTo() {
        model = TinyModel.withTokenizer(folder.resolve("model")).toString();
    }

    private Cli chat(String typed, String... flags) {
        Cli cli = Cli.fed(typed, Stream.concat(Stream.of("chat", "--model", model, "--max-new-tokens", "6"),
                Stream.of(flags)).toArray(String[]::new));
        assertEquals(Program.SUCCESS, cli.code(), cli.err());
        return cli;
    }

    private List<JsonNode> saved() {
        return Cli.rows(folder.resolve("chat.jsonl")).getFirst().get("messages").valueStream().toList();
    }

    private JsonNode message(String role, String content) {
        return JsonMapper.shared().createObjectNode().put("role", role).put("content", content);
    }

    @Test void eachLineIsATurnAndTheConversationCanBeSaved() {
        Path file = folder.resolve("chat.jsonl");
        Cli cli = chat("/system Be brief.\nHello\n\n//etc is a folder\n/save " + file + "\n/exit\nnever\n");
        List<JsonNode> messages = saved();
        assertEquals(5, messages.size());
        assertEquals(message("system", "Be brief."), messages.get(0));
        assertEquals(message("user", "Hello"), messages.get(1));
        assertEquals("assistant", messages.get(2).get("role").stringValue());
        assertEquals(message("user", "/etc is a folder"), messages.get(3));
        assertEquals(Terminal.harmless(messages.get(2).get("content").stringValue()) + System.lineSeparator()
                + Terminal.harmless(messages.get(4).get("content").stringValue()) + System.lineSeparator(), cli.out());
    }

    /// What the session remembers changes nothing: each answer is the one that generate gives to the conversation so far.
    @Test void aTurnIsAnsweredAsTheWholeConversation() {
        chat("Hello\nAnd then?\n/save " + folder.resolve("chat.jsonl") + "\n");
        List<JsonNode> messages = saved();
        Path rows = Cli.write(folder.resolve("rows.jsonl"), "{\"messages\":" + messages.subList(0, 3) + "}");
        Cli whole = Cli.done("generate", "--model", model, "--input", rows.toString(), "--max-new-tokens", "6");
        assertEquals(Cli.json(whole.out()).get("completions").get(0).get("text"), messages.get(3).get("content"));
    }

    @Test void resetForgetsTheTurnsAndKeepsTheSystemPrompt() {
        chat("Hello\n/reset\nAgain\n/save " + folder.resolve("chat.jsonl") + "\n", "--system", "Be brief.");
        assertEquals(List.of(message("system", "Be brief."), message("user", "Again")), saved().subList(0, 2));
    }

    @Test void mistakesAreSaidAndTheConversationGoesOn() {
        Cli cli = chat("/nope\n/save\n/save " + folder + "\n/help\n/settings\n");
        assertTrue(cli.err().contains("there is no command /nope"), cli.err());
        assertTrue(cli.err().contains("/save needs a file's name"), cli.err());
        assertTrue(cli.err().contains(folder + " is a folder"), cli.err());
        assertTrue(cli.out().contains("/reset") && cli.out().contains("greedy, at most 6 tokens an answer"), cli.out());
    }

    @Test void aTemplateThatRefusesIsAMessage() {
        Cli.write(folder.resolve("model/chat_template.jinja"),
                "{% for m in messages %}{% if 'bad' in m.content %}{{ raise_exception('no \u001b[31mbad\u001b[0m words') }}{% endif %}{{ m.content }}{% endfor %}");
        Cli cli = chat("bad\ngood\n/save " + folder.resolve("chat.jsonl") + "\n");
        assertTrue(cli.err().contains("no \\x1b[31mbad\\x1b[0m words"), cli.err());
        assertEquals(message("user", "good"), saved().getFirst());
        assertEquals(2, saved().size());
    }

    @Test void aFullContextIsAMessage() {
        Cli cli = chat("word ".repeat(3000) + "\nHello\n");
        assertTrue(cli.err().contains("the model's context 2048"), cli.err());
        assertEquals(1, cli.out().lines().count(), cli.out());
    }

    @Test void aModelThatCannotChatSaysWhatItCan() throws Exception {
        Files.delete(Path.of(model, "chat_template.jinja"));
        String said = Cli.mistake("chat", "--model", model);
        assertTrue(said.contains("no chat template") && said.contains("hone generate --model " + model), said);
        assertTrue(Cli.mistake("chat", "--model", TinyModel.MODELS.resolve("qwen3").toString()).contains("no tokenizer.json"));
    }

    @Test void controlSequencesAreShown() {
        assertEquals("a\\x1b[2J\\x1b]0;x\\x07\\x0d\\x9b\\u202e\n\té😀", Terminal.harmless("a\033[2J\033]0;x\007\r\u009b\u202e\n\té😀"));
        assertEquals("plain\n", Terminal.harmless("plain\n"));
    }
}
