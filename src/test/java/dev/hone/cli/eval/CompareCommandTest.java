package dev.hone.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.console.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CompareCommandTest {
    @TempDir Path folder;

    /// Items 0 to 99, of which the first `right` are right.
    private String graded(String name, int right) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Cli.write(file, IntStream.range(0, 100).mapToObj(i -> "{\"id\": " + i + ", \"prompt\": \"What is " + i + "?\", \"response\": \"" + name + " says " + i
                + "\", \"score\": " + (i < right ? 1 : 0) + "}").toArray(String[]::new)).toString();
    }

    @Test void whatGotWorseEndsWithThree() throws Exception {
        Cli cli = Cli.run("compare", graded("a.jsonl", 60), graded("b.jsonl", 40), "--flips", "1");
        assertEquals(3, cli.code(), cli.err());
        assertTrue(cli.out().contains("a.jsonl: worse\n  0.6000, then 0.4000; difference -0.2000"), cli.out());
        assertTrue(cli.out().contains("100 items, 20 lost, 0 gained"), cli.out());
        assertTrue(cli.out().contains("lost 40: What is 40?\n    first:  a.jsonl says 40\n    second: b.jsonl says 40"), cli.out());
    }

    @Test void foldersAreComparedSuiteBySuite() throws Exception {
        graded("before/ifeval.jsonl", 60);
        graded("after/ifeval.jsonl", 61);
        graded("before/math.jsonl", 20);
        graded("after/math.jsonl", 50);
        graded("before/only.jsonl", 20);
        JsonNode all = Cli.json(Cli.done("compare", folder.resolve("before").toString(), folder.resolve("after").toString(), "--json").out());
        assertEquals(2, all.get("suites").size());
        assertEquals("within_noise", all.get("suites").get(0).get("outcome").stringValue());
        assertEquals("better", all.get("suites").get(1).get("outcome").stringValue());
        assertEquals(30, all.get("suites").get(1).get("gained").size());
        assertEquals(false, all.get("worse").booleanValue());
    }

    /// Of 100 sums the first has 2, and all of them are lost: no gate for this model.
    @Test void aSuiteThatTheFirstModelCannotDoShowsNoLoss() throws Exception {
        graded("before/ifeval.jsonl", 60);
        graded("after/ifeval.jsonl", 52);
        graded("before/sums.jsonl", 2);
        graded("after/sums.jsonl", 0);
        Cli cli = Cli.run("compare", folder.resolve("before").toString(), folder.resolve("after").toString());
        assertEquals(Program.WORSE, cli.code(), cli.err());
        assertTrue(cli.out().contains("p 0.0078 (0.0156 as one of several suites); 100 items, 8 lost"), cli.out());
        assertTrue(cli.out().contains("sums.jsonl: too few items to tell; a difference of 0.05 takes some 101\n"), cli.out());
        assertEquals(1, cli.out().lines().filter(line -> line.contains("cannot show a loss")).count(), cli.out());
    }

    /// Nine problems with ten answers each: ninety answers are nine items.
    private String drawn(String name, int right) {
        return Cli.write(folder.resolve(name), IntStream.range(0, 90).mapToObj(i -> "{\"id\": \"" + i / 10 + "#" + i % 10 + "\", \"answer_to\": \"" + i / 10
                + "\", \"score\": " + (i % 10 < right ? 1 : 0) + "}").toArray(String[]::new)).toString();
    }

    @Test void severalAnswersToAQuestionAreOneItem() {
        JsonNode suite = Cli.json(Cli.done("compare", drawn("a.jsonl", 3), drawn("b.jsonl", 6), "--json").out()).get("suites").get(0);
        assertEquals(9, suite.get("items").intValue());
        assertEquals(0.3, suite.get("difference").doubleValue(), 1e-12);
        assertEquals("[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\"]", suite.get("gained").toString());
    }

    @Test void aPageShowsIntervalsVerdictsAndFlips() throws Exception {
        graded("before/ifeval.jsonl", 60);
        graded("after/ifeval.jsonl", 40);
        Path page = folder.resolve("page.html");
        assertEquals(Program.WORSE, Cli.run("compare", folder.resolve("before").toString(), folder.resolve("after").toString(), "--page", page.toString()).code());
        String html = Files.readString(page);
        assertTrue(html.contains("worse beyond chance: ifeval"), html);
        assertTrue(html.contains("<b>-0.200</b>"), html);
        assertTrue(html.contains("100 items; 20 lost, 0 gained"), html);
        assertTrue(html.contains("▼ lost: ifeval 40") && html.contains("before/ifeval.jsonl says 40") && html.contains("after/ifeval.jsonl says 40"), html);
    }

    @Test void answersThatGoOnAndOnAreCut() {
        String row = "{\"id\": 1, \"prompt\": \"Rap!\", \"response\": \"%s\", \"score\": %d}";
        Path first = Cli.write(folder.resolve("a.jsonl"), row.formatted("la ".repeat(500), 1)), second = Cli.write(folder.resolve("b.jsonl"), row.formatted("No.", 0));
        String out = Cli.done("compare", first.toString(), second.toString(), "--flips", "1").out();
        assertTrue(out.contains("la l... (1100 characters more)") && out.contains("second: No."), out);
    }

    /// Three gained and none lost leave room for a difference of 0.067: no false comfort.
    @Test void aPageSaysWhereThereAreTooFewItems() throws Exception {
        Path page = folder.resolve("page.html");
        Cli.done("compare", graded("a.jsonl", 50), graded("b.jsonl", 53), "--page", page.toString());
        assertTrue(Files.readString(page).contains("nothing got worse beyond chance; too few items to tell in 1 of 1 suites"));
    }

    @Test void mistakes() throws Exception {
        String one = graded("a.jsonl", 60);
        String wrong = Cli.write(folder.resolve("wrong.jsonl"), "{\"id\": 1, \"text\": \"x\"}").toString();
        assertTrue(Cli.mistake("compare", one, wrong).contains("wrong.jsonl:1: has no score and no rewards"));
        String twice = Cli.write(folder.resolve("twice.jsonl"), "{\"id\": 1, \"score\": 1}", "{\"id\": 1, \"score\": 0}").toString();
        assertTrue(Cli.mistake("compare", one, twice).contains("twice.jsonl:2: has the id 1"));
        String others = Cli.write(folder.resolve("others.jsonl"), "{\"id\": \"x\", \"score\": 1}").toString();
        assertTrue(Cli.mistake("compare", one, others).contains("have no item in common"));
        assertTrue(Cli.mistake("compare", one, folder.toString()).contains("one is a folder"));
    }
}
