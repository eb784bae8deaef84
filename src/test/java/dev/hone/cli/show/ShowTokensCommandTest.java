package dev.hone.cli.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ShowTokensCommandTest {
    private static final String MODEL = TinyModel.TOKENIZER.toString();
    @TempDir Path folder;

    @Test void idsAndPiecesOneALine() {
        String out = Cli.done("show", "tokens", "--model", MODEL, "--text", "A<|im_end|>\u001b😀").out();
        assertTrue(out.contains("\"<|im_end|>\"  special"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("\\s+2  \"<\\|im_end\\|>\"  special")), out);
        assertTrue(!out.contains("\u001b"), out);
        JsonNode json = Cli.json(Cli.fed("A<|im_end|>\n", "show", "tokens", "--model", MODEL, "--json").out());
        assertEquals(json.get("input_ids").size(), json.get("tokens").size());
        assertArrayEquals(new int[] {0, 1}, Cli.ints(json.get("special_tokens_mask")));
    }

    @Test void theAssistantsTokensAreMarked() {
        Path input = Cli.write(folder.resolve("chat.jsonl"),
                "{\"id\":\"c\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Ho\"}]}", "{\"text\":\"Hi\"}");
        List<String> rows = Cli.done("show", "tokens", "--model", MODEL, "--input", input.toString(), "--json").out().lines().toList();
        JsonNode chat = Cli.json(rows.getFirst());
        assertEquals("c", chat.get("id").stringValue());
        int[] mask = Cli.ints(chat.get("assistant_masks"));
        int[] ids = Cli.ints(chat.get("input_ids"));
        // the answer and the token that ends it, not the line feed behind
        assertEquals(2, ids[ids.length - 2]);
        assertEquals(1, mask[ids.length - 2]);
        assertEquals(0, mask[ids.length - 1]);
        assertEquals(0, mask[0]);
        assertTrue(!Cli.json(rows.getLast()).has("assistant_masks"));
        String text = Cli.done("show", "tokens", "--model", MODEL, "--input", input.toString()).out();
        assertTrue(text.contains("special, trained") && text.contains(input + ":1"), text);
    }

    @Test void mistakesAreSaid() {
        assertTrue(Cli.mistake("show", "tokens", "--model", MODEL, "--text", "x", "--input", "y").contains("both given"));
        assertTrue(Cli.mistake("show", "tokens", "--model", MODEL, "--input", folder.resolve("none.txt").toString()).contains("no such file"));
        assertTrue(Cli.mistake("show", "tokens", "--model", TinyModel.MODELS.resolve("qwen2").toString(), "--text", "x").contains("tokenizer.json"));
        Path input = Cli.write(folder.resolve("rows.jsonl"), "{\"text\":\"x\"}", "{\"input_ids\":[320]}");
        assertTrue(Cli.mistake("show", "tokens", "--model", MODEL, "--input", input.toString()).startsWith(input + ":2: token 0 is 320"));
    }
}
