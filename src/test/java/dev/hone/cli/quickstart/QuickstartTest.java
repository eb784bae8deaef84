package dev.hone.cli.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hone.cli.Cli;
import dev.hone.cli.Main;
import dev.hone.data.corpus.Task;
import dev.hone.eval.skill.Exam;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole way from the base model that comes with Hone, in short stages.
@Timeout(600)
class QuickstartTest {
    @TempDir Path folder;

    @Test void aBaseModelBecomesAnAssistantAlthoughItIsKilledOnTheWay() throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "a process is killed");
        Path output = folder.resolve("quickstart");
        Process process = process("quickstart", "--short", "--output", output.toString());
        while (process.isAlive() && !Files.exists(output.resolve("dpo/metrics.jsonl"))) Thread.sleep(10);
        assertTrue(process.isAlive(), "it ended before it was killed");
        process.destroyForcibly().waitFor();
        FileTime trained = Files.getLastModifiedTime(output.resolve("sft/run.json"));
        FileTime examined = Files.getLastModifiedTime(output.resolve("answers/sft.jsonl"));

        assertEquals("--stage grpo comes after dpo, which is not in " + output + " yet; run --stage dpo first",
                mistake("--short", "--output", output.toString(), "--stage", "grpo"));
        JsonNode named = scores(Cli.done("quickstart", "--short", "--output", output.toString(), "--stage", "dpo", "--json", "--quiet"));
        assertEquals(List.of("base", "sft", "dpo"), List.copyOf(named.propertyNames()));
        assertTrue(page(output).contains("./hone chat --model " + output.resolve("dpo") + "\n"), "the model to talk to before all is done");
        Cli whole = Cli.done("quickstart", "--short", "--output", output.toString(), "--stage", "grpo", "--json", "--quiet");
        assertEquals(trained, Files.getLastModifiedTime(output.resolve("sft/run.json")), "what was done is not done again");
        assertEquals(examined, Files.getLastModifiedTime(output.resolve("answers/sft.jsonl")));
        assertTrue(Cli.json(whole.out()).get("finished").booleanValue());

        itLearned(scores(whole));
        theStoryIsTold(output);
        aRunFileRunsByItself(output);
        String again = Cli.done("quickstart", "--short", "--output", output.toString()).out();
        assertTrue(again.startsWith("finished already") && again.endsWith("talk to it: ./hone chat --model " + output.resolve("model") + "\n"), again);
    }

    /// Beyond the intervals: two that do not meet.
    private static void itLearned(JsonNode scores) {
        for (String skill : List.of("facts", "text")) assertTrue(number(scores, "sft", skill, "low") > number(scores, "base", skill, "high"), scores.toString());
        assertTrue(number(scores, "dpo", "identity", "low") > number(scores, "sft", "identity", "high"), scores.toString());
        assertEquals("better", scores.at("/dpo/identity/change").asString());
        assertTrue(number(scores, "grpo", "sums", "value") > number(scores, "sft", "sums", "value"), scores.toString());
    }

    private static double number(JsonNode scores, String model, String skill, String name) {
        return scores.path(model).path(skill).path(name).doubleValue();
    }

    private static JsonNode scores(Cli cli) {
        return Cli.json(cli.out()).get("scores");
    }

    private static void theStoryIsTold(Path output) throws IOException {
        String page = page(output);
        assertTrue(page.contains("./hone chat --model " + output.resolve("model") + "\n") && Files.exists(output.resolve("model/config.json")));
        for (QuickstartStage stage : QuickstartStage.values()) assertTrue(page.contains(">" + stage.title() + "</h2>"), stage.title());
        JsonNode answer = Cli.rows(output.resolve("answers/dpo.jsonl")).getLast();
        assertTrue(page.contains(answer.get("said").stringValue()), "answers are on the page");
        assertEquals("identity", answer.get("skill").stringValue());
    }

    private static String page(Path output) throws IOException {
        return Files.readString(output.resolve("report.html"));
    }

    /// As the documentation says: change a run file, run it with its command.
    private void aRunFileRunsByItself(Path output) throws IOException {
        Path run = output.resolve("sft.yaml");
        Files.writeString(run, Files.readString(run).replace("num_train_epochs: 1", "max_steps: 1"));
        Cli.done("sft", run.toString(), "--overwrite", "--quiet");
        assertEquals(1, Cli.json(output.resolve("sft/run.json")).at("/settings/max_steps").intValue());
    }

    @Test void aFolderOfSomethingElseIsLeftAlone() {
        Cli.write(folder.resolve("letter.txt"), "Dear Ann");
        assertEquals(folder + ": is there already, and no folder of a quickstart (it has no quickstart.json); name another one with --output",
                mistake("--output", folder.toString(), "--overwrite"));
        assertTrue(Files.exists(folder.resolve("letter.txt")));
        assertEquals("--stage is \"ppo\"; the stages are sft, dpo, grpo", mistake("--stage", "ppo", "--output", folder.resolve("new").toString()));
        assertFalse(Files.exists(folder.resolve("new")));
    }

    @Test void aFolderIsShortOrNot() {
        QuickstartFolder.take(folder.resolve("short"), true, false).close();
        assertEquals(folder.resolve("short") + ": was begun with --short; name another folder with --output, or replace it with --overwrite",
                mistake("--output", folder.resolve("short").toString()));
    }

    @Test void inTheEndThePageTheAnswersAndTheModelStay() throws IOException {
        try (QuickstartFolder quickstart = QuickstartFolder.take(folder.resolve("q"), true, false)) {
            quickstart.prepare(1);
            Cli.write(quickstart.report(), "the page");
            Files.createDirectories(quickstart.model());
            Files.createDirectories(quickstart.run(QuickstartStage.SFT));
            quickstart.finish(true);
            assertTrue(Files.exists(quickstart.base()) && Files.exists(quickstart.runFile(QuickstartStage.SFT)));
            quickstart.finish(false);
            assertTrue(quickstart.isFinished());
        }
        try (Stream<Path> left = Files.list(folder.resolve("q"))) {
            assertEquals(List.of("model", "quickstart.json", "report.html"), left.map(path -> path.getFileName().toString()).sorted().toList());
        }
        QuickstartFolder.take(folder.resolve("q"), false, true).close();
        assertFalse(Files.exists(folder.resolve("q/model")));
    }

    @Test void aStageThatIsRunAgainTakesThoseAfterItAlong() {
        try (QuickstartFolder quickstart = QuickstartFolder.take(folder.resolve("q"), true, false)) {
            for (QuickstartStage stage : QuickstartStage.values()) quickstart.writeAnswers(stage.word(), new Exam(List.of(), List.of()));
            quickstart.finish(true);
            quickstart.forget(QuickstartStage.DPO);
            assertEquals(List.of(true, false, false), Stream.of(QuickstartStage.values()).map(stage -> quickstart.hasAnswers(stage.word())).toList());
            assertFalse(quickstart.isFinished());
        }
    }

    @Test void answersBelongToTheLastRunOfAStage() throws IOException {
        try (QuickstartFolder quickstart = QuickstartFolder.take(folder.resolve("q"), true, false)) {
            quickstart.writeAnswers("sft", new Exam(List.of(), List.of()));
            Path record = Cli.write(Files.createDirectories(quickstart.run(QuickstartStage.SFT)).resolve("run.json"), "{}");
            FileTime examined = Files.getLastModifiedTime(folder.resolve("q/answers/sft.jsonl"));
            Files.setLastModifiedTime(record, examined);
            assertTrue(quickstart.hasAnswers("sft"));
            Files.setLastModifiedTime(record, FileTime.fromMillis(examined.toMillis() + 1000));
            assertFalse(quickstart.hasAnswers("sft"));
            quickstart.finish(true);
            assertTrue(quickstart.hasAnswers("sft"), "the page and the model are of the run before");
        }
    }

    @Test void answersToOtherPromptsAreRefused() {
        List<Task> tasks = Exam.tasks(1, 2);
        List<String> said = Collections.nCopies(tasks.size(), "Moo.");
        try (QuickstartFolder quickstart = QuickstartFolder.take(folder.resolve("q"), true, false)) {
            quickstart.writeAnswers("base", new Exam(tasks, said));
            assertEquals(said, quickstart.readAnswers("base", tasks).answers());
            for (List<Task> others : List.of(Exam.tasks(2, 2), Exam.tasks(1, 1))) assertEquals(
                    folder.resolve("q/answers/base.jsonl") + ": holds answers to other prompts, of another version of Hone; --overwrite begins anew",
                    assertThrows(UserError.class, () -> quickstart.readAnswers("base", others)).getMessage());
        }
    }

    private Process process(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.openblas.load=mkl_rt",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(folder.resolve("err.txt").toFile()).redirectOutput(folder.resolve("out.txt").toFile()).start();
    }

    private static String mistake(String... arguments) {
        return Cli.mistake(Stream.concat(Stream.of("quickstart"), Stream.of(arguments)).toArray(String[]::new));
    }
}
