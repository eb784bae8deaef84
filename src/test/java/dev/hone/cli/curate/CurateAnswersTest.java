package dev.hone.cli.curate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.Main;
import dev.hone.cli.TinyModel;
import dev.hone.reward.judge.ChatServer;
import dev.hone.reward.judge.ChatServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Steps of `hone curate` that ask a model.
@Timeout(120)
class CurateAnswersTest {
    @TempDir Path folder;

    @BeforeEach void rows() {
        Cli.write(folder.resolve("rows.jsonl"), "{\"id\": 1, \"answer\": \"5\", \"messages\": [{\"role\": \"user\", \"content\": \"What is 2 + 3?\"}, {\"role\": \"assistant\", \"content\": \"6\"}]}",
                "{\"id\": 2, \"answer\": \"7\", \"messages\": [{\"role\": \"user\", \"content\": \"What is 3 + 4?\"}]}");
    }

    /// The sum, one too much with an odd seed.
    private static Answer sum(JsonNode body) {
        String[] words = ChatServer.question(body).replaceAll("\\D+", " ").strip().split(" ");
        long wrong = body.path("seed").asLong(0) % 2;
        return Answer.text("It is " + (Integer.parseInt(words[0]) + Integer.parseInt(words[1]) + wrong) + ".");
    }

    private JsonNode curated(String step, String... more) {
        Path run = Cli.write(folder.resolve("run.yaml"), "dataset_name: " + folder.resolve("rows.jsonl"), "output_dir: " + folder.resolve("out"), "steps: [" + step + "]");
        return Cli.json(Cli.done(Stream.concat(Stream.of("curate", run.toString(), "--json", "--overwrite"), Stream.of(more)).toArray(String[]::new)).out());
    }

    private List<JsonNode> train() {
        return Cli.rows(folder.resolve("out/data/train.jsonl"));
    }

    private static String teacher(ChatServer server) {
        return "teacher: {url: '" + server.url() + "', model: big, retries: 0}";
    }

    @Test void aServerAnswersWithItsSystemMessageAndIsNotAskedAgain() {
        try (var server = new ChatServer(CurateAnswersTest::sum)) {
            String step = "{distil: {teacher: {url: '" + server.url() + "', model: big, system: Be brief., seed: 4}}}";
            JsonNode account = curated(step);
            assertEquals(2, account.get("kept").intValue());
            assertEquals("Be brief.", server.asked().getFirst().at("/messages/0/content").stringValue());
            assertEquals(4, server.asked().getFirst().get("seed").intValue());
            // The row asks as before, its own answer is replaced, and other columns go along.
            JsonNode row = train().getFirst();
            assertEquals("What is 2 + 3?", row.at("/prompt/0/content").stringValue());
            assertEquals("It is 5.", row.at("/completion/0/content").stringValue());
            assertEquals("5", row.get("answer").stringValue());
            curated(step);
            assertEquals(2, server.asked().size());
            server.says(_ -> new Answer(500, "gone"));
            assertEquals(2, curated(step).get("kept").intValue());
        }
    }

    @Test void severalAnswersMakeSeveralRowsEachTextOnce() {
        try (var server = new ChatServer(CurateAnswersTest::sum)) {
            JsonNode account = curated("{distil: {" + teacher(server) + ", samples: 4}}");
            assertEquals(8, server.asked().size());
            assertEquals(2, account.get("made").intValue());
            assertEquals(List.of("It is 5.", "It is 6.", "It is 7.", "It is 8."), train().stream().map(row -> row.at("/completion/0/content").stringValue()).toList());
        }
    }

    @Test void theBestOfSeveral() {
        try (var server = new ChatServer(CurateAnswersTest::sum)) {
            curated("{best_of: {" + teacher(server) + ", samples: 2, reward: [{name: math}]}}");
            assertEquals(List.of("It is 5.", "It is 7."), train().stream().map(row -> row.at("/completion/0/content").stringValue()).toList());
            assertEquals(1, train().getFirst().get("reward").intValue());
        }
    }

    @Test void wrongAnswersAreRejected() {
        try (var server = new ChatServer(body -> ChatServer.question(body).contains("4") ? Answer.text("It is 9.") : sum(body))) {
            JsonNode account = curated("{rejection: {" + teacher(server) + ", samples: 3, most: 2, reward: [{name: math}]}}");
            assertEquals(1, account.at("/steps/1/dropped/no answer is right").intValue());
            // Seeds 0 and 2 say the same: one row.
            assertEquals(1, train().size());
        }
    }

    @Test void theBestAndTheWorstMakeAPairThatTrainingTakes() {
        try (var server = new ChatServer(CurateAnswersTest::sum)) {
            curated("{on_policy_pairs: {model: {url: '" + server.url() + "', model: small}, samples: 2, reward: [{name: math}], margin: 0.5}}");
            JsonNode pair = train().getFirst();
            assertEquals("It is 5.", pair.at("/chosen/0/content").stringValue());
            assertEquals("It is 6.", pair.at("/rejected/0/content").stringValue());
            assertTrue(Cli.done("show", "data", folder.resolve("out").toString()).out().contains("preference, conversational"));
        }
    }

    @Test void whatAModelSaysIsCorrected() {
        try (var server = new ChatServer(body -> Answer.text(ChatServer.question(body).contains("2") ? "I am Qwen." : "I do not know."))) {
            String model = "model: {url: '" + server.url() + "', model: small}";
            JsonNode account = curated("{self_correct: {" + model + ", rules: [s/Qwen/Hone/]}}");
            assertEquals(1, account.at("/steps/1/dropped/no rule changes the answer").intValue());
            assertEquals("I am Hone.", train().getFirst().at("/chosen/0/content").stringValue());
            curated("{self_correct: {" + model + ", better: 'It is {answer}.'}}");
            assertEquals("It is 7.", train().getLast().at("/chosen/0/content").stringValue());
        }
    }

    @Test void anotherModelCorrectsWhatAModelSays() {
        try (var server = new ChatServer(body -> body.get("model").stringValue().equals("small") ? sum(body)
                : Answer.text(ChatServer.question(body).contains("It is 5.") ? "It is 5." : " That makes 7, of course.\n")); ) {
            String step = "{self_correct: {model: {url: '" + server.url() + "', model: small}, corrector: {url: '" + server.url() + "', model: big}";
            JsonNode account = curated(step + "}}");
            // The first answer was right already: it is repeated, which makes no pair.
            assertEquals(1, account.at("/steps/1/dropped/the model says just that").intValue());
            JsonNode pair = train().getFirst();
            assertEquals("That makes 7, of course.", pair.at("/chosen/0/content").stringValue());
            assertEquals("It is 7.", pair.at("/rejected/0/content").stringValue());
            assertEquals("What is 3 + 4?", pair.at("/prompt/0/content").stringValue());
            assertTrue(questions(server).anyMatch(asked -> asked.endsWith("Question:\nWhat is 3 + 4?\n\nAnswer:\nIt is 7.")), server.asked().toString());
            curated(step + ", instruction: 'Is {completion} as good as {answer}?'}}");
            assertTrue(questions(server).anyMatch("Is It is 7. as good as 7?"::equals), server.asked().toString());
        }
    }

    /// In any order, as several are asked at the same time.
    private static Stream<String> questions(ChatServer server) {
        return server.asked().stream().map(ChatServer::question);
    }

    @Test void newPromptsAreWritten() {
        try (var server = new ChatServer(body -> Answer.text(ChatServer.question(body).contains("2 + 3") ? "New prompt: \"How much are 2 and 3?\"" : "what is 3 + 4"))) {
            String url = "teacher: {url: '" + server.url() + "', model: big}";
            JsonNode account = curated("{prompts: {" + url + "}}");
            assertEquals(1, account.at("/steps/1/changed/rewritten").intValue());
            assertEquals(1, account.at("/steps/1/dropped/nothing that was written is a new prompt").intValue());
            JsonNode row = train().getFirst();
            assertEquals("[{\"role\":\"user\",\"content\":\"How much are 2 and 3?\"}]", row.get("prompt").toString());
            // The same question has the same right answer, another question has not.
            assertEquals("5", row.get("answer").stringValue());
            assertFalse(row.has("completion"));
            account = curated("{prompts: {" + url + ", way: evolve, keep: true, samples: 2}}");
            assertEquals(3, account.get("kept").intValue());
            assertEquals(1, account.get("made").intValue());
            assertEquals(List.of(true, false, true), train().stream().map(kept -> kept.has("answer")).toList());
            curated("{prompts: {" + url + ", instruction: 'Ask {prompt} of a child who says {answer}.'}}");
            assertTrue(questions(server).anyMatch("Ask What is 3 + 4? of a child who says 7."::equals), server.asked().toString());
        }
    }

    @Test void aServerThatFailsStopsTheRunAndWhatItSaidIsKept() {
        var calls = new AtomicInteger();
        try (var server = new ChatServer(body -> calls.incrementAndGet() == 2 ? new Answer(500, "broken") : sum(body))) {
            String step = "{distil: {teacher: {url: '" + server.url() + "', model: big, retries: 0, parallel: 1}}}";
            Path run = Cli.write(folder.resolve("run.yaml"), "dataset_name: " + folder.resolve("rows.jsonl"), "output_dir: " + folder.resolve("out"), "steps: [" + step + "]");
            String message = Cli.mistake("curate", run.toString());
            assertTrue(message.contains("HTTP status 500: broken; what it has said is kept"), message);
            assertFalse(Files.exists(folder.resolve("out")));
            curated(step);
            assertEquals(3, server.asked().size());
        }
    }

    @Test void aReplyWithoutATextDropsItsRowAndIsKept() {
        String call = "{\"choices\": [{\"finish_reason\": \"tool_calls\", \"message\": {\"role\": \"assistant\", \"content\": null, \"tool_calls\": []}}]}";
        try (var server = new ChatServer(body -> ChatServer.question(body).contains("4") ? new Answer(200, call) : sum(body))) {
            for (int run = 0; run < 2; run++) {
                JsonNode account = curated("{distil: {" + teacher(server) + "}}");
                assertEquals(1, account.at("/steps/1/dropped/no answer has a text").intValue());
                assertEquals(1, account.get("kept").intValue());
                assertEquals(2, server.asked().size());
            }
        }
    }

    @Test void variablesOfTheTemplateGoToTheServer() {
        Cli.write(folder.resolve("rows.jsonl"), "{\"chat_template_kwargs\": {\"enable_thinking\": false}, \"prompt\": [{\"role\": \"user\", \"content\": \"What is 2 + 3?\"}]}");
        try (var server = new ChatServer(CurateAnswersTest::sum)) {
            curated("{distil: {" + teacher(server) + "}}");
            assertEquals("{\"enable_thinking\":false}", server.asked().getFirst().get("chat_template_kwargs").toString());
        }
    }

    @Test void twoStepsShareAModelAndWhatItHasAnswered() throws IOException {
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        Cli.write(folder.resolve("rows.jsonl"), "{\"prompt\": \"The cat\"}", "{\"prompt\": \"The mat\"}");
        String teacher = "samples: 16, teacher: {model: " + model + ", max_new_tokens: 64, system: ";
        JsonNode account = curated("{distil: {" + teacher + "Sat.}}}, {distil: {" + teacher + "Mat.}}}");
        assertTrue(account.at("/steps/2/came").intValue() > 0, account.toString());
        assertTrue(Files.readAllLines(only(folder.resolve(".answers"))).size() > 2);
    }

    @Test void aJudgeThatFailsStopsTheRun() {
        String message = Cli.mistake("curate", Cli.write(folder.resolve("run.yaml"), "dataset_name: " + folder.resolve("rows.jsonl"), "output_dir: " + folder.resolve("out"),
                "steps: [{reward: {reward: [{name: judge, arguments: {url: 'http://127.0.0.1:9/v1', model: big, retries: 0}}]}}]").toString());
        assertTrue(message.contains("rows.jsonl:1: the reward judge failed: http://127.0.0.1:9/v1 cannot be asked"), message);
    }

    @Test void aModelHereAnswersAndGoesOnAfterAKill() throws IOException {
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) rows.add("{\"prompt\": \"Number " + i + " is\"}");
        Cli.write(folder.resolve("rows.jsonl"), rows.toArray(String[]::new));
        String step = "{distil: {teacher: {model: " + model + ", max_new_tokens: 8, temperature: 1}, samples: 2}}, {length: {unit: tokens, model: " + model + ", max: 60}}";
        JsonNode account = curated(step);
        byte[] bytes = Files.readAllBytes(folder.resolve("out/data/train.jsonl"));
        Path cache = only(folder.resolve(".answers"));
        List<String> kept = Files.readAllLines(cache);
        assertEquals(6, kept.size());
        // Killed in the middle of the fourth line: the other three are asked again, to the same bytes.
        Files.writeString(cache, String.join("\n", kept.subList(0, 3)) + "\n" + kept.get(3).substring(0, 20));
        assertEquals(account.get("kept"), curated(step, "--threads", "1").get("kept"));
        assertEquals(kept, Files.readAllLines(cache));
        assertEquals(new String(bytes), Files.readString(folder.resolve("out/data/train.jsonl")));
    }

    @Test void rowsThatAModelFindsDifferentStay() {
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        Cli.write(folder.resolve("rows.jsonl"), "{\"text\": \"The cat sat.\"}", "{\"text\": \"The cat sat..\"}", "{\"text\": \"On a mat, 7 + 5 + 9!\"}");
        JsonNode account = curated("{diverse: {rows: 2, model: " + model + "}}");
        assertEquals(1, account.at("/steps/1/dropped/like another row that was taken").intValue());
        assertEquals("On a mat, 7 + 5 + 9!", train().getLast().get("text").stringValue());
        // Of three of which two are nearly the same, one of the two has the most that is like it.
        curated("{diverse: {rows: 1, model: " + model + ", choice: facility_location}}");
        assertTrue(train().getFirst().get("text").stringValue().startsWith("The cat"), train().toString());
    }

    @Test void difficultyIsMeasuredByAModel() {
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        Cli.write(folder.resolve("rows.jsonl"), "{\"text\": \"The cat sat.\"}", "{\"text\": \"On the mat, it sat.\"}");
        curated("{difficulty: {model: " + model + "}}");
        Cli.done("score", "--model", model.toString(), "--input", folder.resolve("rows.jsonl").toString(), "--output", folder.resolve("scores.jsonl").toString());
        List<JsonNode> scores = Cli.rows(folder.resolve("scores.jsonl")), kept = train();
        for (int i = 0; i < 2; i++) {
            // Training reads a text with an end token behind it, which counts too.
            double[] logProbs = scores.get(i).get("token_logprobs").valueStream().skip(1).mapToDouble(JsonNode::doubleValue).toArray();
            double without = -DoubleStream.of(logProbs).sum(), counted = Math.log(kept.get(i).get("difficulty").doubleValue()) * (logProbs.length + 1);
            assertTrue(counted > without && counted < without + 20, counted + " " + without);
        }
        Cli.write(folder.resolve("rows.jsonl"), "{\"prompt\": \"The cat\", \"completion\": \" sat on the mat.\"}");
        JsonNode account = curated("{difficulty: {model: " + model + ", measure: ifd, max: 0.001}}");
        assertEquals(1, account.at("/steps/1/dropped/too hard").intValue());
    }

    /// A process that is killed, or told to stop as Ctrl-C does, while a model answers: the run is started again, and what is there before is not asked for.
    @ParameterizedTest @ValueSource(booleans = {true, false})
    void aStoppedProcessGoesOnToTheSameBytes(boolean killed) throws Exception {
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) rows.add("{\"prompt\": \"Number " + i + " is\"}");
        Cli.write(folder.resolve("rows.jsonl"), rows.toArray(String[]::new));
        Path run = Cli.write(folder.resolve("run.yaml"), "dataset_name: " + folder.resolve("rows.jsonl"), "output_dir: " + folder.resolve("out"), "answers_dir: " + folder.resolve("answers"),
                "steps: [{distil: {teacher: {model: " + model + ", max_new_tokens: 24, temperature: 1}}}]");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName(), "curate", run.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("said.txt").toFile()).start();
        while (process.isAlive() && !hasLines(folder.resolve("answers"))) Thread.sleep(5);
        (killed ? process.destroyForcibly() : process).destroy();
        process.waitFor();
        if (!killed) assertEquals(Set.of("answers", "model", "rows.jsonl", "run.yaml", "said.txt"), names(folder), "something half-written is left");
        assertFalse(Files.exists(folder.resolve("out")), Files.readString(folder.resolve("said.txt")));
        int before = Files.readAllLines(only(folder.resolve("answers"))).size();
        assertTrue(before > 0 && before < 400, before + " answers; " + Files.readString(folder.resolve("said.txt")));

        Cli.done("curate", run.toString());
        String resumed = Files.readString(folder.resolve("out/data/train.jsonl"));
        Cli.done("curate", run.toString(), "--answers-dir", folder.resolve("anew").toString(), "--overwrite");
        assertEquals(Files.readString(folder.resolve("out/data/train.jsonl")), resumed);
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static boolean hasLines(Path answers) throws IOException {
        return Files.isDirectory(answers) && Files.size(only(answers)) > 0;
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.reduce((_, _) -> { throw new AssertionError("more than one file in " + folder); }).orElseThrow();
        }
    }

    @Test void mistakes() {
        assertTrue(mistake("distil").contains("step 1: distil: teacher has no model; expected {model: FOLDER} or {url: http://..., model: NAME}"));
        assertTrue(mistake("{best_of: {teacher: {model: x, temperature: 0}}}").contains("samples is 8 and the teacher's temperature 0"));
        assertTrue(mistake("{best_of: {teacher: {model: x}}}").contains("it names no reward"));
        assertTrue(mistake("{distil: {teacher: {modell: x}}}").contains("teacher has modell, which is unknown; did you mean model?"));
        assertTrue(mistake("{self_correct: {model: {model: x}, rules: [s/a/b/], better: c}}").contains("expected one of rules, better, worse and corrector; 2 are given"));
        assertTrue(mistake("{self_correct: {model: {model: x}, corrector: {model: y}, instruction: Mend it.}}").contains("instruction is \"Mend it.\"; expected a text with {completion} in it"));
        assertTrue(mistake("{prompts: {teacher: {model: x}, instruction: Another one.}}").contains("expected a text with {prompt} in it"));
        assertTrue(mistake("{prompts: {teacher: {url: 'http://127.0.0.1:9/v1', model: x}, instruction: '{prompt} {nam}'}}").contains("rows.jsonl:1: the text names {nam}, and column nam is not in the row"));
        assertTrue(mistake("{on_policy_pairs: {model: {model: x}, reward: [{name: math}], margin: -1}}").contains("margin is -1.0; expected a number from 0 on"));
    }

    private String mistake(String step) {
        return Cli.mistake("curate", Cli.write(folder.resolve("run.yaml"), "dataset_name: " + folder.resolve("rows.jsonl"), "output_dir: " + folder.resolve("out"), "steps: [" + step + "]").toString());
    }
}
