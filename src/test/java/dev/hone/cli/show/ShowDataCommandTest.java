package dev.hone.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ShowDataCommandTest {
    @TempDir Path folder;

    private String file(String... rows) {
        return Cli.write(folder.resolve("rows.jsonl"), rows).toString();
    }

    @Test void rowsAreShownAsTheyAreUnderstood() {
        String rows = file("{\"instruction\":\"Say hello\",\"input\":\"to Ann\",\"output\":\"Hello\\nAnn\\u001b\"}", "{\"instruction\":\"Sing\",\"output\":\"La\"}");
        String out = Cli.done("show", "data", rows, "--limit", "1").out();
        assertTrue(out.lines().findFirst().orElseThrow().startsWith(rows + ": alpaca"), out);
        assertTrue(out.contains(":1") && out.contains("Say hello") && out.contains("Hello\n") && out.contains("Ann\\x1b"), out);
        assertTrue(!out.contains("Sing") && out.contains("--limit"), out);
    }

    @Test void jsonHasTrlsColumns() {
        String rows = file("{\"question\":\"2+2?\",\"answer\":\"4\"}", "{\"question\":\"3+3?\",\"answer\":\"6\"}");
        List<String> out = Cli.done("show", "data", rows, "--json", "--column-mapping", "{question: prompt, answer: completion}",
                "--split", "train[1:]").out().lines().toList();
        assertEquals(1, out.size());
        JsonNode row = Cli.json(out.getFirst());
        assertEquals(2, row.get("number").intValue());
        assertEquals("standard", row.get("style").stringValue());
        assertEquals("{\"prompt\":\"3+3?\",\"completion\":\"6\"}", row.get("example").toString());
    }

    @Test void everyShapeIsWrittenInItsColumns() {
        for (String row : List.of("{\"text\":\"a\"}", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}", "{\"prompt\":\"a\",\"completion\":\"b\"}",
                "{\"prompt\":[{\"role\":\"user\",\"content\":\"a\"}],\"completion\":[{\"role\":\"assistant\",\"content\":\"b\"}]}",
                "{\"input_ids\":[1,2],\"labels\":[-100,2]}", "{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}", "{\"chosen\":\"b\",\"rejected\":\"c\"}",
                "{\"prompt_ids\":[1],\"chosen_ids\":[2],\"rejected_ids\":[3]}", "{\"prompt\":\"a\",\"completion\":\"b\",\"label\":true}", "{\"prompt\":\"a\"}")) {
            assertEquals(row, Cli.json(Cli.done("show", "data", file(row), "--json").out()).get("example").toString());
        }
    }

    @Test void aBadRowIsNamedOrShownAsDropped() {
        String rows = file("{\"text\":\"a\"}", "{\"text\":5}");
        assertTrue(Cli.run("show", "data", rows).err().contains(rows + ":2"));
        String out = Cli.done("show", "data", rows, "--on-bad-row", "skip").out();
        assertTrue(out.contains(rows + ":2  not used: "), out);
        assertEquals(2, Cli.json(Cli.done("show", "data", rows, "--on-bad-row", "skip", "--json").out().lines().toList().getLast()).get("number").intValue());
    }

    @Test void mistakesAreSaid() {
        assertTrue(Cli.mistake("show", "data").contains("dataset_name"));
        assertTrue(Cli.mistake("show", "data", "x.jsonl", "--limit", "0").contains("--limit is 0"));
    }
}
