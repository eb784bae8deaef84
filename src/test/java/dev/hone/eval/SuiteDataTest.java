package dev.hone.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.eval.benchmark.Benchmarks;
import dev.hone.eval.text.PunktData;
import dev.hone.hub.Hub;
import dev.hone.hub.HubEnvironment;
import dev.hone.hub.PullProgress;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteDataTest {
    @TempDir Path folder;

    private static Askable suite(String name) {
        return (Askable) Benchmarks.of(name, PunktData.BUILT_IN, new SuiteFiles(List.of()));
    }

    private Hub offline() {
        return Hub.of(new HubEnvironment(Map.of("HF_HUB_OFFLINE", "1", "HF_HUB_CACHE", folder.resolve("cache").toString()), folder), PullProgress.silent());
    }

    private List<Question> questions(String name, List<String> remarks) {
        return new SuiteData(folder, false, offline()).questions(suite(name), remarks::add).asked();
    }

    private void write(String file, String... rows) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, String.join("\n", rows) + "\n");
    }

    @Test void aMissingSuiteSaysWhatItWants() {
        String message = assertThrows(UserError.class, () -> new SuiteData(null, true, offline()).questions(suite("gsm8k"), _ -> {})).getMessage();
        assertTrue(message.startsWith("gsm8k: the data set openai/gsm8k is not on this machine"), message);
        assertTrue(message.endsWith("Its rows are split test of openai/gsm8k (main); a copy can be named with --data: a file, or a folder with gsm8k in it"), message);
    }

    @Test void examplesAreOfTheSameKind() throws IOException {
        String columns = "\"question\": \"Q\", \"choices\": [\"w\", \"x\", \"y\", \"z\"], \"answer\": ";
        write("mmlu/test.jsonl", "{\"subject\": \"high_school_physics\", " + columns + "2}");
        write("mmlu/dev.jsonl", "{\"subject\": \"law\", " + columns + "0}", "{\"subject\": \"high_school_physics\", " + columns + "1}");
        Question question = questions("mmlu", new ArrayList<>()).getFirst();
        MultipleChoice.Choices choices = ((MultipleChoice) suite("mmlu")).choices(question.row(), question.examples());
        String asked = "Q\nA. w\nB. x\nC. y\nD. z\nAnswer:";
        assertEquals("The following are multiple choice questions (with answers) about high school physics.\n\n" + asked + " B\n\n" + asked, choices.context());
        assertEquals(2, choices.right());
    }

    @Test void withoutExamplesItSaysSo() throws IOException {
        write("mmlu_pro/test.jsonl", "{\"question\": \"Q\", \"options\": [\"a\"], \"answer\": \"A\", \"category\": \"law\"}");
        List<String> remarks = new ArrayList<>();
        assertEquals(List.of(), questions("mmlu-pro", remarks).getFirst().examples());
        assertTrue(remarks.getFirst().startsWith("mmlu-pro: asked without split validation of TIGER-Lab/MMLU-Pro ("), remarks.toString());
    }

    @Test void examplesThatTheHubDoesNotGiveAreNotLeftOutInSilence() throws IOException {
        String commit = "0123456789abcdef0123456789abcdef01234567", place = "cache/datasets--TIGER-Lab--MMLU-Pro/";
        write(place + "snapshots/" + commit + "/test.jsonl", "{\"question\": \"Q\", \"options\": [\"a\"], \"answer\": \"A\", \"category\": \"law\"}");
        Files.createDirectories(folder.resolve(place + "refs"));
        Files.writeString(folder.resolve(place + "refs/main"), commit);
        String message = assertThrows(UserError.class, () -> new SuiteData(null, true, offline()).questions(suite("mmlu-pro"), _ -> {})).getMessage();
        assertTrue(message.startsWith("mmlu-pro: ") && message.contains("Its rows are split validation of TIGER-Lab/MMLU-Pro"), message);
    }

    @Test void hellaSwagsTextsAreCleaned() throws IOException {
        write("hellaswag.jsonl", "{\"activity_label\": \"Baking\", \"ctx_a\": \"[header] How to bake [title] Begin\", \"ctx_b\": \"the Cook\", "
                + "\"endings\": [\"eats  it. [substeps] \", \"sleeps.\"], \"label\": \"1\"}");
        MultipleChoice.Choices choices = ((MultipleChoice) suite("hellaswag")).choices(questions("hellaswag", new ArrayList<>()).getFirst().row(), List.of());
        assertEquals("Baking: How to bake. Begin The cook", choices.context());
        assertEquals(List.of("eats it. ", "sleeps."), choices.choices());
        assertEquals(1, choices.right());
    }

    @Test void optionsOfGpqaStandInSimpleEvalsOrder() throws IOException {
        String row = "{\"Question\": \"Q\", \"Correct Answer\": \"r\", \"Incorrect Answer 1\": \"1\", \"Incorrect Answer 2\": \"2\", \"Incorrect Answer 3\": \"3\"}";
        write("gpqa.jsonl", row, row);
        // random.Random(0).sample(range(4), 4) of CPython, twice
        assertEquals(List.of("[3,1,0,2]", "[3,1,2,0]"), questions("gpqa", new ArrayList<>()).stream().map(each -> each.row().fields().get("permutation").toString()).toList());
    }

    @Test void mathsQuestionsGetTheirReferenceAnswers() throws IOException {
        write("mt_bench/question.jsonl", "{\"question_id\": 81, \"category\": \"writing\", \"turns\": [\"Write.\", \"Again.\"]}",
                "{\"question_id\": 111, \"category\": \"math\", \"turns\": [\"1 + 1?\", \"2 + 2?\"]}");
        write("mt_bench/reference_answer/gpt-4.jsonl", "{\"question_id\": 111, \"choices\": [{\"index\": 0, \"turns\": [\"2\", \"4\"]}]}");
        assertEquals(List.of("", "[\"2\",\"4\"]"), questions("mt-bench", new ArrayList<>()).stream().map(each -> each.row().fields().path("reference").toString()).toList());
    }

    @Test void aBenchmarkThatBringsItsRowsNeedsNone() {
        assertEquals("wifi_on", new SuiteData(null, true, offline()).questions(suite("toolsandbox"), _ -> {}).asked().getFirst().id());
    }

    @Test void questionsAndTheirAnswersAreFilesOfTheSameName() throws IOException {
        write("bfcl-multiple/BFCL_v4_multiple.json", "{\"id\": \"multiple_0\", \"question\": [[]]}", "{\"id\": \"multiple_1\", \"question\": [[]]}");
        write("bfcl-multiple/possible_answer/BFCL_v4_multiple.json", "{\"id\": \"multiple_1\", \"ground_truth\": [1]}", "{\"id\": \"multiple_0\", \"ground_truth\": [0]}");
        assertEquals(List.of("[0]", "[1]"), questions("bfcl-multiple", new ArrayList<>()).stream().map(each -> each.row().fields().get("ground_truth").toString()).toList());
    }
}
