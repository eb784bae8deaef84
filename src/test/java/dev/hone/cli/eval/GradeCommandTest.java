package dev.hone.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.console.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GradeCommandTest {
    @TempDir Path folder;

    private String[] line(String... more) {
        return Stream.concat(Stream.of("grade", "--input", folder.resolve("answers.jsonl").toString(), "--output", folder.resolve("verdicts.jsonl").toString()),
                Stream.of(more)).toArray(String[]::new);
    }

    private void answers(String... rows) {
        Cli.write(folder.resolve("answers.jsonl"), rows);
    }

    private List<JsonNode> verdicts() {
        return Cli.rows(folder.resolve("verdicts.jsonl"));
    }

    @Test void aRowComesBackWithItsVerdict() {
        answers("{\"id\": 7, \"gold\": \"#### 18\", \"answer\": \"9 * 2 = 18\\n#### 18\"}", "{\"id\": 8, \"gold\": \"#### 3\", \"answer\": \"It is 3.\"}");
        JsonNode summary = Cli.json(Cli.done(line("gsm8k", "--json")).out());
        assertEquals("exact", summary.get("status").stringValue());
        assertEquals(0.5, summary.get("scores").get("strict").get("value").doubleValue());
        assertEquals(1.0, summary.get("scores").get("flexible").get("value").doubleValue());
        assertEquals(7, verdicts().getFirst().get("id").intValue());
        assertEquals("18", verdicts().getFirst().get("strict_extracted").stringValue());
        assertEquals(List.of(1.0, 0.0), verdicts().stream().map(row -> row.get("score").doubleValue()).toList());
    }

    @Test void aSummaryForPeopleHasIntervals() {
        answers("{\"gold\": \"$4$\", \"answer\": \"4\"}");
        // Wilson's interval of 1 of 1: from 1 / (1 + 1.96²) = 0.2065
        assertTrue(Cli.done(line("math")).out().contains("accuracy                           1.0000, 95% interval 0.2065 to 1.0000, of 1"));
    }

    @Test void oneBadRowDoesNotCostTheOthersTheirVerdicts() {
        answers("{\"gold\": \"#### 18\"}", "not JSON", "{\"gold\": \"#### 18\", \"answer\": \"#### 18\"}");
        Cli cli = Cli.run(line("gsm8k"));
        assertEquals(Program.USER_MISTAKE, cli.code());
        assertTrue(cli.err().contains("answers.jsonl:1: has no answer; expected a text (2 of 3 rows could not be judged"), cli.err());
        assertTrue(verdicts().get(0).get("error").stringValue().contains("has no answer"));
        assertTrue(verdicts().get(1).get("error").stringValue().contains("not valid JSON"));
        assertTrue(verdicts().get(2).get("strict").booleanValue());
    }

    @Test void aRewardJudgesToo() {
        answers("{\"prompt\": \"2 + 2?\", \"completion\": \"It is $4$.\", \"solution\": \"$4$\"}",
                "{\"prompt\": \"2 + 3?\", \"completions\": [{\"text\": \"5\", \"token_ids\": [1]}, {\"text\": \"6\", \"token_ids\": [2]}], \"solution\": \"$5$\"}",
                "{\"messages\": [], \"completion\": [{\"role\": \"assistant\", \"content\": \"7\"}], \"solution\": \"nothing to find\"}");
        JsonNode summary = Cli.json(Cli.done(line("--reward", "math", "--argument", "gold-column=solution", "--json")).out());
        assertEquals(List.of("[1.0]", "[1.0,0.0]", "[null]"), verdicts().stream().map(row -> row.get("rewards").toString()).toList());
        assertEquals(2 / 3.0, summary.get("scores").get("reward").get("value").doubleValue(), 1e-12);
        assertEquals(1, summary.get("abstained").intValue());
    }

    @Test void aRewardThatFailsSaysWhy() {
        answers("{\"prompt\": \"2 + 2?\", \"completion\": \"4\"}");
        Cli.done(line("--reward", "math"));
        assertEquals("[null]", verdicts().getFirst().get("rewards").toString());
        assertTrue(verdicts().getFirst().get("failures").get(0).stringValue().contains("the row has no column answer"));
    }

    @Test void mistakes() {
        answers("{}");
        assertEquals("expected a suite or --reward; neither is given", Cli.mistake(line()));
        assertEquals("expected a suite or --reward; both are given", Cli.mistake(line("gsm8k", "--reward", "math")));
        assertEquals("--argument is for --reward; a benchmark has no settings", Cli.mistake(line("gsm8k", "--argument", "a=b")));
        assertTrue(Cli.mistake(line("gsm9k")).startsWith("there is no benchmark \"gsm9k\"; did you mean gsm8k?"));
        assertTrue(Cli.mistake(line("--reward", "math", "--argument", "golden=x")).contains("golden"));
        assertTrue(Cli.mistake(line("ifeval", "--punkt", folder.resolve("none").toString())).contains("which is no folder"));
    }
}
