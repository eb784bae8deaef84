package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.data.Json;
import dev.hone.eval.Item;
import dev.hone.eval.Score;
import dev.hone.eval.Verdict;
import dev.hone.eval.text.PunktData;
import dev.hone.settings.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class IfEvalTest {
    private static final Path PUNKT = Path.of("../shared/data/evals/ifeval/punkt_english");

    private final IfEval benchmark = new IfEval(PunktData.BUILT_IN);

    private Verdict grade(String row) {
        return benchmark.grade(new Item((ObjectNode) Json.MAPPER.readTree(row), "answers.jsonl:3"));
    }

    @Test void theVerdictsAreTheOfficialCheckers() {
        assertEquals(List.of(), Golden.differences("ifeval", Golden.rows("ifeval.jsonl")));
    }

    @Test void andWithNltksParameters() {
        assumeTrue(Files.isDirectory(PUNKT), PUNKT + " is not there: NLTK's parameters are not ours to ship");
        var exact = new IfEval(PunktData.read(PUNKT));
        assertTrue(exact.standing().exact());
        assertEquals(List.of(), Golden.differences(exact, Golden.rows("ifeval.jsonl"), _ -> true));
    }

    @Test void looseForgivesAnOpeningLineAndAsterisks() {
        Verdict verdict = grade("{\"instruction_id_list\": [\"punctuation:no_comma\", \"startend:quotation\"], \"kwargs\": [{}, {}], \"response\": \"Sure, here:\\n*\\\"Yes.\\\"*\"}");
        assertEquals("{\"strict\":[false,false],\"follow_all_strict\":false,\"loose\":[true,true],\"follow_all_loose\":true}", verdict.fields().toString());
    }

    @Test void fourScoresOverPromptsAndInstructions() {
        List<Score> scores = benchmark.scores(Golden.each(
                grade("{\"instruction_id_list\": [\"punctuation:no_comma\", \"startend:quotation\"], \"kwargs\": [{}, {}], \"response\": \"Yes\"}"),
                grade("{\"instruction_id_list\": [\"punctuation:no_comma\"], \"kwargs\": [{}], \"response\": \"No\"}")), List.of());
        assertEquals(List.of("prompt_level_strict", "instruction_level_strict", "prompt_level_loose", "instruction_level_loose"), scores.stream().map(Score::metric).toList());
        assertEquals(1 / 2.0, scores.get(0).value());
        assertEquals(2 / 3.0, scores.get(1).value(), 1e-12);
    }

    @Test void aKeyThatIsNullIsAbsent() {
        assertTrue(grade("{\"instruction_id_list\": [\"detectable_format:title\"], \"kwargs\": [{\"num_words\": null}], \"response\": \"<<A>>\"}")
                .fields().get("follow_all_strict").booleanValue());
    }

    @Test void mistakesAreNamed() {
        mistake("{\"instruction_id_list\": [\"punctuation:no_comma\"], \"kwargs\": [{}]}", "answers.jsonl:3: has no response; expected a text");
        mistake("{\"instruction_id_list\": [\"punctuation:no_commas\"], \"kwargs\": [{}], \"response\": \"\"}",
                "answers.jsonl:3: kwargs[0]: there is no instruction \"punctuation:no_commas\"; did you mean punctuation:no_comma?");
        mistake("{\"instruction_id_list\": [\"punctuation:no_comma\"], \"kwargs\": [], \"response\": \"\"}", "answers.jsonl:3: kwargs is []; expected one object for each of the 1 instructions");
        mistake("{\"instruction_id_list\": [\"length_constraints:number_words\"], \"kwargs\": [{\"relation\": \"more\", \"num_words\": 3}], \"response\": \"\"}",
                "answers.jsonl:3: kwargs[0]: relation is \"more\"; expected \"less than\" or \"at least\"");
        mistake("{\"instruction_id_list\": [\"keywords:existence\"], \"kwargs\": [{\"keywords\": [\"a(\"]}], \"response\": \"\"}",
                "answers.jsonl:3: kwargs[0]: keywords is [\"a(\"]; expected words that are regular expressions");
    }

    private void mistake(String row, String message) {
        assertEquals(message, assertThrows(UserError.class, () -> grade(row)).getMessage());
    }
}
