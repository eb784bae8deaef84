package dev.hone.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.hub.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CorpusTest {
    private static final Pattern EQUATION = Pattern.compile("(\\d+) ([+-]) (\\d+)(?: ([+-]) 1)? = (\\d+)");
    private static final Pattern ASKED = Pattern.compile("Question: (.*)");

    @TempDir Path folder;

    /// The base model in the resources was made from these texts: whoever changes them makes it again.
    @Test void theTextsAreThoseOfTheBaseModel() {
        MessageDigest digest = Sha256.begin();
        texts(1000).forEach(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
        assertEquals("7ae0b2c0c55533d3b0754fa6031b4dc1d5e2129bc65d17289ed4e09bfd7612df", Sha256.hex(digest));
    }

    /// `7 + 5 = 12` and `2 + 1 + 1 = 4`, wherever they stand.
    @Test void everySumIsRight() {
        List<MatchResult> sums = texts(2000).stream().flatMap(text -> EQUATION.matcher(text).results()).toList();
        assertTrue(sums.size() > 1000, "" + sums.size());
        for (MatchResult sum : sums) {
            int carry = sum.group(4) == null ? 0 : sum.group(4).equals("+") ? 1 : -1;
            int second = Integer.parseInt(sum.group(3));
            assertEquals(Integer.parseInt(sum.group(5)), Integer.parseInt(sum.group(1)) + (sum.group(2).equals("+") ? second : -second) + carry, sum.group());
        }
    }

    @Test void noTextHasATaskOfTheEvaluation() {
        Set<String> asked = new HashSet<>();
        texts(3000).forEach(text -> ASKED.matcher(text).results().forEach(question -> asked.add(question.group(1))));
        Dice dice = new Dice(5);
        for (Skill skill : List.of(Skill.FACTS, Skill.SUMS, Skill.TEXT))
            for (int i = 0; i < 200; i++) assertFalse(asked.contains(skill.heldOut(dice).prompt()), skill.name());
    }

    @ParameterizedTest @EnumSource void aGoodReplyAnswersATask(Skill skill) {
        Dice dice = new Dice(3);
        for (int i = 0; i < 300; i++) {
            Task task = skill.toLearn(dice);
            assertTrue(task.isAnsweredBy(task.reply()), task.toString());
            assertFalse(task.isAnsweredBy("I do not know."), task.toString());
        }
    }

    @Test void aSumIsAnsweredByTheLastNumberAndOtherTasksBriefly() {
        Task sum = new Task(Skill.SUMS, "27 + 15", "What is 27 + 15?", "7 + 5 = 12. The answer is 42.", "42");
        assertTrue(sum.isAnsweredBy("It is 42."));
        assertFalse(sum.isAnsweredBy("It is 42. And 1 + 1 = 2."));
        Task fact = new Task(Skill.FACTS, "cow", "What does a cow say?", "A cow says moo.", "moo");
        assertTrue(fact.isAnsweredBy("moo"));
        assertFalse(fact.isAnsweredBy("smooth"));
        assertFalse(fact.isAnsweredBy("A dog says woof. A cat says meow. A cow says moo."));
    }

    @Test void theSameSeedWritesTheSameFiles() throws Exception {
        var files = new CourseFiles(1, 20);
        assertEquals(List.of(20, 200, 4000, 200, 2000, 377), List.copyOf(files.write(folder.resolve("one")).values()));
        files.write(folder.resolve("two"));
        for (String name : List.of("pretrain.jsonl", "pretrain-eval.jsonl", "sft.jsonl", "identity.jsonl", "sums.jsonl", "eval.jsonl"))
            assertEquals(-1, Files.mismatch(folder.resolve("one").resolve(name), folder.resolve("two").resolve(name)), name);
    }

    @Test void withoutTextsThereAreOnlyTheRowsForPostTraining() {
        assertEquals(List.of("sft.jsonl", "identity.jsonl", "sums.jsonl", "eval.jsonl"), List.copyOf(new CourseFiles(1, 0).write(folder).keySet()));
    }

    @Test void heldOutTasksAreDifferentOnesAndAsManyAsThereAre() {
        List<Task> names = Skill.IDENTITY.heldOut(1000, new Dice(1));
        assertEquals(10, names.size());
        assertEquals(10, names.stream().map(Task::prompt).distinct().count());
        assertEquals(60, Skill.SUMS.heldOut(60, new Dice(1)).stream().map(Task::prompt).distinct().count());
    }

    /// Prompts of the evaluation are nowhere among the rows to learn from.
    @Test void noRowForTrainingHasAPromptOfTheEvaluation() throws Exception {
        new CourseFiles(1, 20).write(folder);
        Set<String> learned = new HashSet<>();
        rows("sft.jsonl").forEach(row -> learned.add(row.at("/messages/0/content").stringValue()));
        rows("sums.jsonl").forEach(row -> learned.add(row.at("/prompt/0/content").stringValue()));
        rows("identity.jsonl").forEach(row -> learned.add(row.at("/prompt/0/content").stringValue()));
        for (JsonNode row : rows("eval.jsonl")) assertFalse(learned.contains(row.at("/messages/0/content").stringValue()), row.toString());
    }

    private List<JsonNode> rows(String name) throws Exception {
        return Files.readAllLines(folder.resolve(name)).stream().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(number -> Corpus.text(1, number)).toList();
    }
}
