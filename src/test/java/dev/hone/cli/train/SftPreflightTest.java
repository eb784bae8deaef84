package dev.hone.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The check before the first step, through `hone sft`.
class SftPreflightTest {
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Ho\"}]}";

    @TempDir Path folder;
    private Path model;

    @BeforeEach void copyTheModel() {
        model = TinyModel.withTokenizer(folder.resolve("model"));
    }

    private String[] run(String row, String... further) {
        Path rows = Cli.write(folder.resolve("rows.jsonl"), row, row);
        List<String> arguments = new ArrayList<>(List.of("sft", "--model-name-or-path", model.toString(), "--dataset-name", rows.toString(),
                "--output-dir", folder.resolve("out").toString(), "--max-steps", "1", "--sample-prompts", "[]", "--quiet"));
        arguments.addAll(List.of(further));
        return arguments.toArray(String[]::new);
    }

    @Test void anEndThatIsNeverLearnedStopsTheRunUnlessForced() {
        // 2 is <|im_end|>, which ends an answer; here it is given and not learned
        String row = "{\"input_ids\":[50,51,60,61,2],\"labels\":[-100,-100,60,61,-100]}";
        String message = Cli.mistake(run(row));
        assertTrue(message.startsWith("no row teaches the model to end an answer: <|im_end|> is never learned") && message.contains("--force"), message);
        Cli.done(run(row, "--force"));
        assertEquals("end_never_trained", Cli.json(folder.resolve("out/run.json")).get("findings").get(0).get("code").stringValue());
    }

    @Test void nothingToLearn() {
        String user = CHAT.replace("assistant", "user");
        assertTrue(Cli.mistake(run(user, "--assistant-only-loss")).contains("of 2 rows, 2 because none of its tokens is to be learned"));
    }

    @Test void noTemplateForConversations() throws IOException {
        Files.delete(model.resolve("chat_template.jinja"));
        assertTrue(Cli.mistake(run(CHAT)).contains("rows.jsonl:1: this model has no chat template"));
        Path template = Cli.write(folder.resolve("plain.jinja"), "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
                + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
        Cli.done(run(CHAT, "--assistant-only-loss", "--chat-template-path", template.toString()));
    }

    @Test void aTemplateThatHidesWhoSpeaksIsRefusedForTheAssistantsLossOnly() {
        Cli.write(model.resolve("chat_template.jinja"), "{{ messages[0].content }} {{ messages[1].content }}<|im_end|>");
        String message = Cli.mistake(run(CHAT, "--assistant-only-loss"));
        assertTrue(message.contains("rows.jsonl:1: the chat template writes message 1 outside of a loop"), message);
        Cli.done(run(CHAT));
    }

    @Test void anotherEosIsLearnedAndWrittenToTheModel() {
        Cli.done(run("{\"text\":\"Hi\"}", "--eos-token", "<|endoftext|>"));
        assertEquals("<|endoftext|>", Cli.json(folder.resolve("out/tokenizer_config.json")).get("eos_token").stringValue());
        assertEquals(3, Cli.json(folder.resolve("out/config.json")).get("eos_token_id").intValue());
        assertEquals("[3,2]", Cli.json(folder.resolve("out/generation_config.json")).get("eos_token_id").toString());
    }
}
