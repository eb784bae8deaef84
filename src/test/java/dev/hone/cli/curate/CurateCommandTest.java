package dev.hone.cli.curate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.Main;
import dev.hone.curate.step.Steps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class CurateCommandTest {
    private static final int ROWS = 400;
    @TempDir Path folder;

    /// Every tenth row comes twice, every tenth again with a few other words, every twentieth is a refusal, and one is broken.
    @BeforeEach void rows() {
        var random = new SplittableRandom(3);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String asked = words(random, 12), answer = i % 20 == 5 ? "I'm sorry, but I cannot help with that." : words(random, 40) + ".";
            lines.add(row(i, asked, answer));
            if (i % 10 == 0) lines.add(row(i, asked, answer));
            if (i % 10 == 1) lines.add(row(i, asked, answer.replaceFirst("\\w+", "changed")));
        }
        lines.add("{\"messages\": 7}");
        Cli.write(folder.resolve("rows.jsonl"), lines.toArray(String[]::new));
    }

    private static String words(SplittableRandom random, int count) {
        return String.join(" ", random.ints(count, 0, 4000).mapToObj(word -> "w" + word).toList());
    }

    private static String row(int id, String asked, String answer) {
        return "{\"id\": " + id + ", \"group\": \"" + (id % 3 == 0 ? "a" : "b") + "\", \"messages\": [{\"role\": \"user\", \"content\": \"" + asked
                + "\"}, {\"role\": \"assistant\", \"content\": \"" + answer + "\"}]}";
    }

    private Path run(String... lines) {
        return Cli.write(folder.resolve("run.yaml"), Stream.concat(Stream.of("dataset_name: " + folder.resolve("rows.jsonl"), "output_dir: " + folder.resolve("out")), Stream.of(lines)).toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    private JsonNode curated(String steps, String... arguments) {
        Path run = run("steps: " + steps, "on_bad_row: skip");
        return Cli.json(Cli.done(Stream.concat(Stream.of("curate", run.toString(), "--json"), Stream.of(arguments)).toArray(String[]::new)).out());
    }

    @Test void everyRowIsAccountedFor() throws IOException {
        JsonNode account = curated("[exact_duplicates, chat_quality, {near_duplicates: {threshold: 0.7}}, {length: {max: 60}}]");
        assertEquals(ROWS + ROWS / 10 + ROWS / 10 + 1, account.get("read").intValue());
        assertEquals(ROWS / 10, account.at("/steps/1/dropped/the same as an earlier row").intValue());
        assertEquals(ROWS / 20, account.at("/steps/2/dropped/the answer is a refusal").intValue());
        assertEquals(ROWS / 10, account.at("/steps/3/dropped/nearly the same as an earlier row").intValue());
        assertEquals(1, account.at("/steps/0/dropped/not to be learned from").intValue());
        assertEquals(account.get("read").intValue(), account.get("kept").intValue() + account.get("dropped").intValue());

        List<JsonNode> kept = Cli.rows(out().resolve("data/train.jsonl")), ledger = Cli.rows(out().resolve("ledger.jsonl"));
        assertEquals(account.get("kept").intValue(), kept.size());
        assertEquals(account.get("read").intValue(), ledger.size());
        JsonNode broken = ledger.stream().filter(line -> line.path("step").asString("").equals("reading")).findFirst().orElseThrow();
        assertTrue(broken.get("detail").stringValue().startsWith("messages is a number"), broken.toString());
        JsonNode near = ledger.stream().filter(line -> line.path("step").asString("").equals("3 near_duplicates")).findFirst().orElseThrow();
        // Rows 0 and 1: lines 1 and 2 are row 0, lines 3 and 4 row 1.
        assertEquals(folder.resolve("rows.jsonl") + ":4", near.get("row").stringValue());
        assertEquals(folder.resolve("rows.jsonl") + ":3", near.get("detail").stringValue());

        String card = Files.readString(out().resolve("README.md")), page = Files.readString(out().resolve("report.html"));
        assertTrue(card.contains("|  | dropped: nearly the same as an earlier row | 40 |"), card);
        assertTrue(page.contains("dropped: nearly the same as an earlier row"), page);
        assertFalse(Files.exists(out().resolve(".scratch")));
        // What other columns a row has goes along, and the folder is a data set.
        assertEquals("a", kept.getFirst().get("group").stringValue());
        assertTrue(Cli.done("show", "data", out().toString()).out().contains("messages, conversational"));
    }

    @Test void theBytesDependOnTheSeedAloneAndNotOnThreads() throws IOException {
        String steps = "[near_duplicates, {sample: {rows: 200}}, {balance: {by: group}}, {split: {share: 0.2}}]";
        curated(steps, "--threads", "1");
        Files.move(out(), folder.resolve("one"));
        curated(steps, "--threads", "4");
        for (String file : List.of("data/train.jsonl", "data/test.jsonl", "ledger.jsonl", "README.md"))
            assertEquals(-1, Files.mismatch(folder.resolve("one").resolve(file), out().resolve(file)), file);
        curated(steps, "--seed", "2", "--overwrite");
        assertTrue(Files.mismatch(folder.resolve("one/data/train.jsonl"), out().resolve("data/train.jsonl")) >= 0);
    }

    @Test void groupsAreBalancedAndDrawn() {
        // 134 rows of group a; 14 of them and 14 again stand there twice or changed.
        curated("[{balance: {by: group, most: 50}}]");
        List<JsonNode> kept = Cli.rows(out().resolve("data/train.jsonl"));
        assertEquals(100, kept.size());
        assertEquals(50, kept.stream().filter(row -> row.get("group").stringValue().equals("a")).count());
        assertEquals(70, curated("[{sample: {rows: 70}}]", "--overwrite").get("kept").intValue());
        int share = curated("[{sample: {share: 0.5}}]", "--overwrite").get("kept").intValue();
        assertTrue(share > 200 && share < 280, share + " of 480");
    }

    @Test void nearDuplicatesAreOnOneSideOfASplit() {
        JsonNode account = curated("[{split: {share: 0.3, name: held}}]");
        Set<Integer> train = ids("train"), held = ids("held");
        assertEquals(ROWS, train.size() + held.size());
        train.retainAll(held);
        assertEquals(Set.of(), train);
        assertEquals(480, account.get("kept").intValue());
        assertEquals(144, Cli.rows(out().resolve("data/held.jsonl")).size());
    }

    @Test void aSecondSplitLeavesWhatTheFirstHeldOut() {
        curated("[{split: {share: 0.3, name: held}}]");
        Set<Integer> held = ids("held");
        curated("[{split: {share: 0.3, name: held}}, {split: {share: 0.5}}]", "--overwrite");
        assertEquals(held, ids("held"));
        // 144 of 480 rows are held out; half of the other 336 is tested.
        assertEquals(168, Cli.rows(out().resolve("data/test.jsonl")).size());
        assertEquals(168, Cli.rows(out().resolve("data/train.jsonl")).size());
    }

    @Test void theCardShowsNothingThatWasDropped() throws IOException {
        Cli.write(folder.resolve("rows.jsonl"), "{\"text\": \"Write to ann@example.org about it.\"}", "{\"text\": \"Nobody is named.\"}");
        curated("[{pii: {action: drop}}]");
        String card = Files.readString(out().resolve("README.md")), page = Files.readString(out().resolve("report.html"));
        assertTrue(card.contains("dropped: it tells of a person | 1 |") && card.contains("Nobody is named.") && !card.contains("Write to"), card);
        assertTrue(page.contains("Write to &lt;EMAIL&gt; about it.") && !page.contains("ann@"), page);
    }

    @Test void oneLicenceOfAllSourcesIsTheDataSets() throws IOException {
        Path other = Cli.write(folder.resolve("other.jsonl"), "{\"text\": \"One.\"}"), rows = folder.resolve("rows.jsonl");
        Cli.write(rows, "{\"text\": \"Two.\"}");
        String sources = "datasets: [{path: " + rows + "}, {path: " + other + "}]", output = "output_dir: " + out();
        Path run = Cli.write(folder.resolve("run.yaml"), sources, output, "licenses: {rows.jsonl: mit}");
        Cli.done("curate", run.toString());
        assertFalse(Files.readString(out().resolve("README.md")).contains("license: mit\n"));
        Cli.write(run, sources, output, "licenses: {rows.jsonl: mit, other.jsonl: mit}");
        Cli.done("curate", run.toString(), "--overwrite");
        assertTrue(Files.readString(out().resolve("README.md")).startsWith("---\nlicense: mit\n"));
    }

    private Set<Integer> ids(String split) {
        Set<Integer> ids = new HashSet<>();
        Cli.rows(out().resolve("data/" + split + ".jsonl")).forEach(row -> ids.add(row.get("id").intValue()));
        return ids;
    }

    @Test void aShortItemIsFoundBesideALongOneOfWhichLittleIsThere() {
        String eight = "a b c d e f g h";
        Cli.write(folder.resolve("rows.jsonl"), "{\"prompt\": \"What is the sum?\", \"completion\": \"" + eight + "\"}");
        Cli.write(folder.resolve("evals.jsonl"), "{\"question\": \"What is the sum?\"}", "{\"question\": \"" + eight + " and then many other words, so that it is less than a half\"}");
        curated("[{decontaminate: {against: " + folder.resolve("evals.jsonl") + "}}]");
        assertEquals(folder.resolve("evals.jsonl") + ":1: 100 % of its words", Cli.rows(out().resolve("ledger.jsonl")).getFirst().get("detail").stringValue());
    }

    @Test void evaluationItemsAreFoundWithTheirPlace() {
        List<JsonNode> rows = Cli.rows(folder.resolve("rows.jsonl"));
        String asked = rows.get(20).at("/messages/0/content").stringValue();
        Cli.write(folder.resolve("evals.jsonl"), "{\"question\": \"Nothing of the kind is here, in no row at all.\"}", "{\"question\": \"" + asked + "\"}");
        JsonNode account = curated("[{decontaminate: {against: " + folder.resolve("evals.jsonl") + "}}]");
        assertEquals(1, account.at("/steps/1/dropped/it is in an evaluation").intValue());
        JsonNode line = Cli.rows(out().resolve("ledger.jsonl")).stream().filter(one -> one.path("rule").asString("").equals("it is in an evaluation")).findFirst().orElseThrow();
        assertEquals(folder.resolve("evals.jsonl") + ":2: 100 % of its words", line.get("detail").stringValue());
    }

    @Test void codeThatDoesNotParseIsDropped() {
        Cli.write(folder.resolve("rows.jsonl"), code("python", "print('a')"), code("python", "print 'a'"), code("java", "int x = 1;"), code("java", "int x = ;"), code("text", "any thing"));
        JsonNode account = curated("[code_parses]");
        assertEquals(1, account.at("/steps/1/dropped/code that does not parse: java").intValue());
        assertEquals(1, account.at("/steps/1/dropped/code that does not parse: python").intValue());
        assertEquals(3, account.get("kept").intValue());
        assertEquals(4, curated("[{code_parses: {languages: [java]}}]", "--overwrite").get("kept").intValue());
    }

    private static String code(String language, String source) {
        return row(1, "Code?", "```" + language + "\\n" + source + "\\n```");
    }

    @Test void theCardSaysWhatRowsAreAbout() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) lines.add(row(i, "Question " + i, i % 4 == 0 ? "The oven bakes bread." : i % 2 == 0 ? "The harbour has ships." : "Planets orbit the sun."));
        Cli.write(folder.resolve("rows.jsonl"), lines.toArray(String[]::new));
        curated("[]");
        String card = Files.readString(out().resolve("README.md"));
        assertTrue(card.contains("| bakes, bread, oven | 10 |"), card);
        assertTrue(Files.readString(out().resolve("report.html")).contains("bakes, bread, oven"));
    }

    @Test void aRewardDropsAndIsKept() {
        JsonNode account = curated("[{reward: {reward: [{name: length, arguments: {max: 100, unit: characters}}], min: 0.5}}]");
        // Only refusals are that short.
        assertEquals(ROWS / 20, account.get("kept").intValue());
        assertEquals(1, Cli.rows(out().resolve("data/train.jsonl")).getFirst().get("reward").intValue());
    }

    @Test void aWeightRepeatsRowsAndTheyAreCountedAsMade() {
        Cli.write(folder.resolve("two.jsonl"), "{\"text\": \"One.\"}", "{\"text\": \"Two.\"}");
        Cli.write(folder.resolve("run.yaml"), "datasets: [{path: " + folder.resolve("two.jsonl") + ", weight: 2}]", "output_dir: " + out());
        JsonNode account = Cli.json(Cli.done("curate", folder.resolve("run.yaml").toString(), "--json").out());
        assertEquals(2, account.get("read").intValue());
        assertEquals(2, account.get("made").intValue());
        assertEquals(4, account.get("kept").intValue());
    }

    @Test void parquetHoldsTheSameRows() throws IOException {
        curated("[exact_duplicates, {split: {share: 0.2}}]", "--output-format", "parquet");
        assertFalse(Files.exists(out().resolve("data/train.jsonl")));
        String parquet = Cli.done("show", "data", out().toString(), "--json", "--limit", "1000").out().replaceAll("\"file\":\"[^\"]*\"", "");
        Files.move(out(), folder.resolve("parquet"));
        curated("[exact_duplicates, {split: {share: 0.2}}]");
        assertEquals(Cli.done("show", "data", out().toString(), "--json", "--limit", "1000").out().replaceAll("\"file\":\"[^\"]*\"", ""), parquet);
    }

    @Test void mistakes() throws IOException {
        assertTrue(mistake("steps: [near_duplicate]").endsWith("step 1: there is no step \"near_duplicate\"; the steps are " + String.join(", ", Steps.names())
                + "; did you mean near_duplicates?"));
        assertTrue(mistake("steps: [exact_duplicates, {near_duplicates: {treshold: 1}}]").contains("step 2: near_duplicates: treshold is no setting of the step near_duplicates; did you mean threshold?"));
        assertTrue(mistake("steps: [{near_duplicates: {threshold: 2}}]").contains("threshold is 2.0; expected a likeness above 0 and at most 1"));
        assertTrue(mistake("steps: [length]").contains("step 1: length: neither min nor max is given"));
        assertTrue(mistake("steps: [{decontaminate: {}}]").contains("against is missing"));
        assertTrue(mistake("steps: [{sample: {rows: 1, share: 0.5}}]").contains("rows and share are both given"));
        assertTrue(mistake("steps: [{near_duplicates: 3}]").contains("near_duplicates is 3; expected its settings by name: threshold, ngram, of"));
        assertTrue(mistake("shuffle_dataset: true").contains("shuffle_dataset is for training"));
        assertTrue(mistake().endsWith("(on_bad_row: skip goes on without such rows)"));
        assertFalse(Files.exists(out()));
        Files.createDirectories(out());
        Files.writeString(out().resolve("mine.txt"), "mine");
        assertTrue(mistake("on_bad_row: skip").contains("is there already and not empty; name another folder, or say --overwrite"));
        assertTrue(Cli.mistake("curate", run("on_bad_row: skip").toString(), "--overwrite").contains("is not a folder that hone curate has made"));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(Set.of("out", "rows.jsonl", "run.yaml"), Set.copyOf(left.map(path -> path.getFileName().toString()).toList()));
        }
    }

    private String mistake(String... lines) {
        return Cli.mistake("curate", run(lines).toString());
    }

    @Test void aListOfStepsSaysTheirSettings() {
        String list = Cli.done("curate", "--list-steps").out();
        assertTrue(list.contains("near_duplicates\n  threshold: "), list);
        assertTrue(list.contains("(default: 0.8)"), list);
    }

    /// A limit on the size of files stands for a full disk.
    @Test void aDiskThatTakesNoMoreLeavesNothingHalf() throws Exception {
        Path run = run("steps: [{split: {share: 0.5}}]", "on_bad_row: skip");
        List<String> hone = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules=jdk.incubator.vector",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName(), "curate", run.toString());
        var command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 20; exec \"$@\"", "bash"));
        command.addAll(hone);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(2, process.exitValue(), said);
        assertTrue(said.contains("could not be written") || said.contains("cannot write"), said);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(Set.of("rows.jsonl", "run.yaml"), Set.copyOf(left.map(path -> path.getFileName().toString()).toList()));
        }
    }
}
