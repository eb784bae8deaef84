package dev.hone.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.data.dataset.Item;
import dev.hone.settings.UserError;
import dev.hone.token.Labelled;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Tokenizer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class PreflightTest {
    /// Tokens of the tiny tokenizer: BOS begins a turn, END ends one and is EOS, TEXT_END stands in its vocabulary only.
    private static final int BOS = 1;
    private static final int END = 2;
    private static final int TEXT_END = 3;

    /// What a row was is of no matter to the checks of texts.
    private static final Item.Sample ROW = new Item.Sample(new Row(JsonNodeFactory.instance.objectNode(), "rows.jsonl", 1), new Example.Text(""), 1);

    private final Tokenizer tokenizer = Tokenizer.open(Path.of("src/test/resources/golden/tokenizer/tiny"));
    private final Preflight<Labelled> preflight = Preflight.ofTexts(tokenizer, Set.of(END));

    @AfterEach void close() {
        tokenizer.close();
    }

    /// @param ids learned ones are negative
    private static LabelledTokens tokens(int... ids) {
        int[] plain = ids.clone();
        boolean[] learned = new boolean[ids.length];
        for (int t = 0; t < ids.length; t++) {
            learned[t] = ids[t] < 0;
            plain[t] = Math.abs(ids[t]);
        }
        return new LabelledTokens(plain, learned);
    }

    private void see(int... ids) {
        preflight.see(ROW, new Labelled(tokens(ids), 0, false, true, Optional.empty()));
    }

    private void seeTimes(int times, Labelled row) {
        for (int i = 0; i < times; i++) preflight.see(ROW, row);
    }

    private String found() {
        return String.join(" ", preflight.findings().stream().map(finding -> finding.severity() + ":" + finding.code()).toList());
    }

    @Test void aGoodSetHasNoFindings() {
        see(50, 51, -60, -END);
        see(50, 51, -60, -END, 9);
        assertEquals("", found());
        assertDoesNotThrow(() -> Preflight.stopAt(preflight.findings()));
    }

    @Test void anEndThatIsNeverLearnedIsRefusedWithTheTokenThatAnswersEndWith() {
        see(50, 51, -60, -TEXT_END);
        see(50, 51, -61, -TEXT_END, -9);
        assertEquals("REFUSE:end_never_trained", found());
        String message = assertThrows(UserError.class, () -> Preflight.stopAt(preflight.findings())).getMessage();
        assertTrue(message.contains("<|im_end|> is never learned") && message.contains("eos_token: \"<|endoftext|>\"") && message.contains("--force"), message);
    }

    @Test void anEndThatFewRowsHaveIsAWarning() {
        see(50, -60, -END);
        see(50, -60);
        see(50, -60);
        assertEquals("WARN:end_rarely_trained", found());
        assertTrue(preflight.findings().getFirst().message().startsWith("only 1 of 3 rows (33 %)"), preflight.findings().toString());
    }

    @Test void aTokenizerWithoutEosIsRefused() {
        var without = Preflight.ofTexts(tokenizer, Set.of());
        without.see(ROW, new Labelled(tokens(50, -60), 0, false, true, Optional.empty()));
        assertTrue(without.findings().getFirst().message().contains("names no EOS"));
    }

    @Test void anEndThatWasMaskedAsPaddingIsNamed() {
        // <|pad|> is 0 here; as an end it is both
        var padEnds = Preflight.ofTexts(tokenizer, Set.of(0));
        padEnds.see(ROW, new Labelled(tokens(50, -60, 0), 0, false, true, Optional.empty()));
        assertEquals("pad_is_eos", padEnds.findings().getFirst().code());
        assertEquals(Finding.Severity.REFUSE, padEnds.findings().getFirst().severity());
    }

    @Test void twoBeginnings() {
        see(BOS, BOS, -60, -END);
        assertEquals("REFUSE:double_bos", found());
        see(BOS, 50, -60, -END);
        see(BOS, 50, -60, -END);
        assertEquals("WARN:double_bos", found());
    }

    @Test void aPromptThatIsNoPrefix() {
        preflight.see(ROW, new Labelled(tokens(50, -60, -END), 0, false, false, Optional.empty()));
        assertEquals("WARN:prompt_no_prefix", found());
    }

    @Test void nothingToLearn() {
        assertEquals("REFUSE:nothing_to_learn", found());
        preflight.see(ROW, new Labelled(tokens(50, 60), 0, false, true, Optional.of(Labelled.Dropped.NOTHING_LEARNED)));
        assertTrue(preflight.findings().getFirst().message().contains("of 1 rows, 1 because none of its tokens"), preflight.findings().toString());
    }

    @Test void cutsAreToldFromATenthOfTheRowsOn() {
        var whole = new Labelled(tokens(50, -60, -END), 0, false, true, Optional.empty());
        var cut = new Labelled(tokens(50, -60, -END), 7, false, true, Optional.empty());
        var endCut = new Labelled(tokens(50, -60), 7, true, true, Optional.empty());
        var allCut = new Labelled(tokens(50, 60), 7, true, true, Optional.of(Labelled.Dropped.ALL_CUT));
        seeTimes(10, whole);
        preflight.see(ROW, cut);
        assertEquals("", found());                     // 1 of 11
        preflight.see(ROW, cut);
        assertEquals("WARN:rows_cut", found());        // 2 of 12
        preflight.see(ROW, endCut);
        preflight.see(ROW, endCut);
        assertEquals("WARN:ends_cut", found());        // 2 of 14
        seeTimes(2, allCut);
        assertEquals(List.of("rows_dropped", "ends_cut"), preflight.findings().stream().map(Finding::code).toList());
    }
}
