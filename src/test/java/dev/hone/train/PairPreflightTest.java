package dev.hone.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Example;
import dev.hone.data.Json;
import dev.hone.data.Row;
import dev.hone.data.dataset.Item;
import dev.hone.data.format.Formats;
import dev.hone.data.format.Goal;
import dev.hone.token.DropReason;
import dev.hone.token.LabelledAnswer;
import dev.hone.token.LabelledPair;
import dev.hone.token.LabelledVerdicts;
import dev.hone.token.LabelledVerdicts.Verdict;
import dev.hone.token.TokenAnswer;
import dev.hone.token.Tokenizer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The checks of pairs and of verdicts; those that they share with texts are in [PreflightTest].
class PairPreflightTest {
    /// Tokens of the tiny tokenizer: BOS begins a turn, END ends one and is EOS.
    private static final int BOS = 1;
    private static final int END = 2;
    private static final Item.Sample ROW = row("{'prompt':'a','chosen':'b','rejected':'c'}");

    private final Tokenizer tokenizer = Tokenizer.open(Path.of("src/test/resources/golden/tokenizer/tiny"));
    private final Preflight<LabelledPair> pairs = Preflight.ofPairs(tokenizer, Set.of(END));

    @AfterEach void close() {
        tokenizer.close();
    }

    private static Item.Sample row(String json) {
        var row = new Row((ObjectNode) Json.MAPPER.readTree(json.replace('\'', '"')), "rows.jsonl", 1);
        Example example = Formats.of(row, Set.of(Goal.PREFERENCE, Goal.VERDICT)).read(row);
        return new Item.Sample(row, example, 1);
    }

    /// After a prompt of one token.
    private static LabelledAnswer answer(int... ids) {
        return new LabelledAnswer(new TokenAnswer(new int[] {50}, ids), 0, false);
    }

    private static LabelledPair pair(LabelledAnswer chosen, LabelledAnswer rejected) {
        return new LabelledPair(chosen, rejected, 0, true, Optional.empty());
    }

    private static final LabelledPair GOOD = pair(answer(60, END), answer(61, END));

    private void seeTimes(int times, LabelledPair pair) {
        for (int i = 0; i < times; i++) pairs.see(ROW, pair);
    }

    private static String found(Preflight<?> preflight) {
        return String.join(" ", preflight.findings().stream().map(finding -> finding.severity() + ":" + finding.code()).toList());
    }

    private String message() {
        return pairs.findings().getFirst().message();
    }

    @Test void aGoodSetHasNoFindings() {
        seeTimes(30, GOOD);
        assertEquals("", found(pairs));
    }

    @Test void whatPairsShareWithTexts() {
        seeTimes(2, pair(answer(60), answer(61)));
        assertEquals("REFUSE:end_never_trained", found(pairs));
        pairs.see(ROW, new LabelledPair(answer(60, END), answer(61, END), 0, false, Optional.empty()));
        assertEquals("WARN:end_rarely_trained WARN:prompt_no_prefix", found(pairs));
        Preflight<LabelledPair> whole = Preflight.ofWholePairs(tokenizer, Set.of(END));
        whole.see(ROW, pair(whole(BOS, BOS, 60), whole(BOS, BOS, 61)));      // and no end, which a reward model need not learn
        assertEquals("REFUSE:double_bos", found(whole));
    }

    private static LabelledAnswer whole(int... ids) {
        return new LabelledAnswer(new TokenAnswer(new int[0], ids), 0, false);
    }

    @Test void rowsThatAreNotUsed() {
        var equal = new LabelledPair(answer(60, END), answer(60, END), 0, true, Optional.of(DropReason.EQUAL));
        pairs.see(ROW, equal);
        assertEquals("REFUSE:nothing_to_learn", found(pairs));
        seeTimes(9, GOOD);
        assertEquals("WARN:rows_dropped", found(pairs));
        assertEquals("1 of 10 rows (10 %) are not used: 1 because both answers are equal, which says nothing about which is better", message());
        seeTimes(1, GOOD);
        assertEquals("", found(pairs));
    }

    @Test void endsThatAreCutFromOneAnswerOnly() {
        pairs.see(ROW, pair(new LabelledAnswer(new TokenAnswer(new int[] {50}, new int[] {60}), 3, true), answer(61, END)));
        seeTimes(9, GOOD);
        assertEquals("WARN:ends_differ WARN:ends_cut", found(pairs));
        assertTrue(message().startsWith("in 1 of 10 pairs (10 %) only one answer has its end, in 0 the chosen one and in 1 the rejected one"), message());
    }

    @Test void aLineFeedMayFollowTheEnd() {
        seeTimes(3, pair(answer(60, END, 202), answer(61, END)));
        assertEquals("", found(pairs));
    }

    @Test void scoresThatSpeakForTheRejectedAnswer() {
        pairs.see(row("{'prompt':'a','chosen':'b','rejected':'c','score_chosen':2,'score_rejected':8}"), GOOD);
        assertEquals("REFUSE:columns_swapped", found(pairs));
        assertEquals("column_mapping: {chosen: rejected, rejected: chosen} swaps them", pairs.findings().getFirst().remedy());
        for (int i = 0; i < 4; i++) pairs.see(row("{'prompt':'a','chosen':'b','rejected':'c','chosen-rating':'5','rejected-rating':'1'}"), GOOD);
        assertEquals("WARN:scores_disagree", found(pairs));
        assertTrue(message().startsWith("in 1 of 5 rows (20 %)"), message());
    }

    @Test void otherNumbersAreNoScores() {
        pairs.see(row("{'prompt':'a','chosen':'b','rejected':'c','chosen_length':2,'rejected_length':8,'score_chosen':3}"), GOOD);
        assertEquals("", found(pairs));
    }

    @Test void aPromptThatIsThereTwice() {
        pairs.see(row("{'prompt':'Hi','chosen':'Hi Ann','rejected':'Hi Bob'}"), GOOD);
        assertEquals("WARN:prompt_repeated", found(pairs));
        Preflight<LabelledPair> chats = Preflight.ofPairs(tokenizer, Set.of(END));
        String user = "{'role':'user','content':'Hi'}";
        chats.see(row("{'prompt':[" + user + "],'chosen':[" + user + ",{'role':'assistant','content':'a'}],'rejected':[" + user + ",{'role':'assistant','content':'b'}]}"), GOOD);
        assertEquals("WARN:prompt_repeated", found(chats));
    }

    @Test void anAnswerThatIsNotTheAssistants() {
        String row = "{'prompt':[{'role':'user','content':'Hi'}],'chosen':[{'role':'assistant','content':'a'}],'rejected':[{'role':'ROLE','content':'b'}]}";
        pairs.see(row(row.replace("ROLE", "user")), GOOD);
        assertEquals("REFUSE:not_the_assistant", found(pairs));
        for (int i = 0; i < 2; i++) pairs.see(row(row.replace("ROLE", "assistant")), GOOD);
        assertEquals("WARN:not_the_assistant", found(pairs));
    }

    @Test void lengthThatTellsWhichAnswerWasChosen() {
        // 14 of 20 pairs: 5 tokens from the first difference on against 2
        LabelledPair longer = pair(answer(60, 61, 62, 63, END), answer(61, END));
        seeTimes(14, longer);
        seeTimes(5, GOOD);
        assertEquals("", found(pairs));                // 19 pairs are too few
        seeTimes(1, GOOD);
        assertEquals("WARN:length_bias", found(pairs));
        assertEquals("in 14 of 20 pairs (70 %) the chosen answer is the longer one, with 4 tokens in the chosen and 2 in the rejected on average: "
                + "the model would learn to write more", message());
        assertTrue(pairs.findings().getFirst().remedy().contains("sigmoid_norm"));
        seeTimes(1, GOOD);
        assertEquals("", found(pairs));                // 14 of 21
    }

    @Test void lengthThatTellsWhichAnswerWasRejected() {
        seeTimes(20, pair(answer(61, END), answer(60, 61, 62, END)));
        assertTrue(message().endsWith("the model would learn to write less"), message());
    }

    @Test void oneKindOfLabel() {
        Preflight<LabelledVerdicts> verdicts = Preflight.ofVerdicts(tokenizer, Set.of(END), 1, 1);
        see(verdicts, 3, true);
        assertEquals("REFUSE:one_label", found(verdicts));
        assertEquals("all 3 answers are good, and the difference to the others is what is learned; add rows whose label is false",
                verdicts.findings().getFirst().toString());
        see(verdicts, 3, false);
        assertEquals("", found(verdicts));
    }

    @Test void labelsThatWeighUnequally() {
        Preflight<LabelledVerdicts> verdicts = Preflight.ofVerdicts(tokenizer, Set.of(END), 1, 1);
        see(verdicts, 4, true);
        see(verdicts, 2, false);
        assertEquals("WARN:labels_unbalanced", found(verdicts));
        assertEquals("4 answers are good and 2 bad, so with their weights the good ones count 2.00 times as much; 1 to 1.33 is best; "
                + "set desirable_weight to 0.67, or undesirable_weight to 2.00", verdicts.findings().getFirst().toString());
        Preflight<LabelledVerdicts> weighted = Preflight.ofVerdicts(tokenizer, Set.of(END), 1, 2);
        see(weighted, 4, true);
        see(weighted, 2, false);
        assertEquals("", found(weighted));
    }

    private static void see(Preflight<LabelledVerdicts> verdicts, int times, boolean good) {
        IntStream.range(0, times).forEach(_ -> verdicts.see(ROW, new LabelledVerdicts(List.of(new Verdict(answer(60, END), good)), true, Optional.empty())));
    }
}
