package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.data.Example;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings.Cut;
import dev.hone.token.PairSettings.Seam;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.util.Optional;

class PairLabellerTest {
    private static final PairSettings ALL = new PairSettings(null, Cut.KEEP_START, Seam.COMMON, null);
    private static final int END = 2;
    private final Tokenizer tokenizer = Tokenizer.open(Fixtures.path(Fixtures.TINY));

    @AfterEach void close() {
        tokenizer.close();
    }

    private LabelledPair label(PairSettings settings, String row) {
        return new PairLabeller(tokenizer, tokenizer.chatTemplate(), settings).label(Examples.judged(row));
    }

    private LabelledPair label(String row) {
        return label(ALL, row);
    }

    private static PairSettings cut(int maxLength, Cut cut) {
        return new PairSettings(maxLength, cut, Seam.COMMON, null);
    }

    private String text(int[] ids) {
        return tokenizer.decode(ids, false);
    }

    /// Prompt, chosen and rejected answer as text.
    private String text(LabelledPair pair) {
        assertTrue(pair.tokens().sharesPrompt());
        return text(pair.chosen().tokens().prompt()) + " | " + text(pair.chosen().tokens().answer()) + " | " + text(pair.rejected().tokens().answer());
    }

    /// Rows and what TRL 1.16's DPOTrainer made of them.
    @ParameterizedTest @ValueSource(strings = {"/golden/losses/dpo.json", "/golden/training/dpo/trajectory.json"})
    void everyTokenIsTrls(String file) {
        JsonNode golden = Fixtures.json(file);
        var labeller = new PairLabeller(tokenizer, tokenizer.chatTemplate(), PairSettings.DEFAULTS);
        for (int r = 0; r < golden.get("rows").size(); r++) {
            JsonNode wanted = golden.get("features").get(r);
            LabelledPair got = labeller.label(Examples.judged(golden.get("rows").get(r)));
            assertArrayEquals(Fixtures.ints(wanted.get("prompt_ids")), got.chosen().tokens().prompt());
            assertArrayEquals(Fixtures.ints(wanted.get("prompt_ids")), got.rejected().tokens().prompt());
            assertArrayEquals(Fixtures.ints(wanted.get("chosen_ids")), got.chosen().tokens().answer());
            assertArrayEquals(Fixtures.ints(wanted.get("rejected_ids")), got.rejected().tokens().answer());
            assertTrue(got.promptIsPrefix() && got.dropped().isEmpty() && !got.isCut() && !got.endLost());
        }
    }

    /// Plain rows and the batch that TRL 1.16's CPOTrainer and ORPOTrainer made of them: chosen rows, then rejected ones.
    @ParameterizedTest @ValueSource(strings = {"cpo", "orpo"})
    void eachAnswersOwnSeamIsThatOfCpo(String trainer) {
        JsonNode rows = Fixtures.json("/golden/losses/cpo_orpo.json").get("rows");
        var labeller = new PairLabeller(tokenizer, tokenizer.chatTemplate(), new PairSettings(1024, Cut.KEEP_START, Seam.EACH, null));
        try (Safetensors file = Safetensors.open(Fixtures.path("/golden/losses/cpo_orpo.safetensors"))) {
            long[] ids = Fixtures.longs(file, trainer + ".input_ids");
            long[] labels = Fixtures.longs(file, trainer + ".labels");
            int width = ids.length / (2 * rows.size());
            for (int r = 0; r < rows.size(); r++) {
                LabelledPair pair = labeller.label(Examples.judged(rows.get(r)));
                assertSequence(ids, labels, r * width, width, pair.chosen().tokens());
                assertSequence(ids, labels, (rows.size() + r) * width, width, pair.rejected().tokens());
            }
        }
    }

    private static void assertSequence(long[] ids, long[] labels, int from, int width, TokenAnswer got) {
        LabelledTokens sequence = got.sequence();
        for (int t = 0; t < width; t++) {
            boolean isThere = t < sequence.length();
            assertEquals(ids[from + t], isThere ? sequence.ids()[t] : 0);      // padded with 0
            assertEquals(labels[from + t], isThere && sequence.learned()[t] ? sequence.ids()[t] : -100);
        }
    }

    @Test void bothAnswersBeginWhereOneOfThemPartsFromThePrompt() {
        // " The" begins with the token " T", so "2? The" has other tokens than "2? " and "The"; " I" has not
        LabelledPair pair = label("{'prompt':'What is 2? ','chosen':'The sum.','rejected':'It is 12.'}");
        assertFalse(pair.promptIsPrefix());
        assertEquals("What is 2? |  The sum.<|im_end|> |  It is 12.<|im_end|>", text(pair));
        LabelledPair each = label(new PairSettings(null, Cut.KEEP_START, Seam.EACH, null), "{'prompt':'What is 2? ','chosen':'The sum.','rejected':'It is 12.'}");
        assertEquals("<|im_start|>What is 2?", text(each.chosen().tokens().prompt()));
        assertEquals("<|im_start|>What is 2? ", text(each.rejected().tokens().prompt()));
        assertFalse(each.tokens().sharesPrompt());
    }

    @Test void aPlainAnswerEndsWithOneEos() {
        assertEquals("Hi | Hello<|im_end|> | Go<|im_end|>", text(label("{'prompt':'Hi','chosen':'Hello<|im_end|>','rejected':'Go'}")));
        var other = new PairSettings(null, Cut.KEEP_START, Seam.COMMON, "<|endoftext|>");
        assertEquals("Hi | Hello<|endoftext|> | Go<|endoftext|>", text(label(other, "{'prompt':'Hi','chosen':'Hello','rejected':'Go'}")));
    }

    @Test void aPromptThatBothAnswersBeginWith() {
        assertEquals("What is 2 + 3? |  5.<|im_end|> |  12.<|im_end|>", text(label("{'chosen':'What is 2 + 3? 5.','rejected':'What is 2 + 3? 12.'}")));
        String explicit = "{'prompt':[{'role':'user','content':'Hi'}],'chosen':[{'role':'assistant','content':'Hello'}],'rejected':[{'role':'assistant','content':'Go'}]}";
        String implicit = "{'chosen':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Hello'}],"
                + "'rejected':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Go'}]}";
        assertEquals("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n | Hello<|im_end|>\n | Go<|im_end|>\n", text(label(explicit)));
        assertEquals(text(label(explicit)), text(label(implicit)));
    }

    @Test void toolsAndVariablesReachTheTemplate() {
        ChatTemplate template = ChatTemplate.of("{{ tools[0].name if tools else '' }}{{ mood }}{% for m in messages %}{{ m.content }};{% endfor %}", "t",
                tokenizer.specialTokens().variables());
        LabelledPair pair = new PairLabeller(tokenizer, Optional.of(template), ALL).label(Examples.judged(
                "{'prompt':[{'role':'user','content':'Hi'}],'chosen':[{'role':'assistant','content':'Hello'}],'rejected':[{'role':'assistant','content':'Go'}],"
                + "'tools':'[{\\\"name\\\":\\\"add\\\"}]','chat_template_kwargs':{'mood':' gladly '}}"));
        assertEquals("add gladly Hi; | Hello; | Go;", text(pair));
    }

    @Test void aGenerationPromptThatTheWholeDropsIsNoContext() {
        ChatTemplate template = ChatTemplate.of("{% for m in messages %}{{ m.role }}: {{ m.content }};{% endfor %}{% if add_generation_prompt %}assistant: (hm) {% endif %}",
                "t", tokenizer.specialTokens().variables());
        LabelledPair pair = new PairLabeller(tokenizer, Optional.of(template), ALL).label(Examples.judged(
                "{'prompt':[{'role':'user','content':'Hi'}],'chosen':[{'role':'assistant','content':'Yes'}],'rejected':[{'role':'assistant','content':'No'}]}"));
        assertFalse(pair.promptIsPrefix());
        assertEquals("user: Hi;assistant: |  Yes; |  No;", text(pair));
    }

    @Test void idsAreTakenAsTheyAre() {
        LabelledPair pair = label("{'prompt_ids':[5,6],'chosen_ids':[7],'rejected_ids':[8,9]}");
        assertArrayEquals(new int[] {5, 6}, pair.chosen().tokens().prompt());
        assertArrayEquals(new int[] {8, 9}, pair.rejected().tokens().answer());
        assertArrayEquals(pair.tokens().bytes().array(), label("{'chosen_ids':[5,6,7],'rejected_ids':[5,6,8,9]}").tokens().bytes().array());
        String message = assertThrows(UserError.class, () -> label("{'prompt_ids':[5],'chosen_ids':[7],'rejected_ids':[8,320]}")).getMessage();
        assertTrue(message.startsWith("rejected_ids[1] is 320; the model's tokens are 0 to 319"), message);
    }

    @Test void eachAnswerIsCutWithItsPrompt() {
        String row = "{'prompt_ids':[5,6],'chosen_ids':[7,8,2],'rejected_ids':[9,2]}";
        LabelledPair start = label(cut(4, Cut.KEEP_START), row);
        assertArrayEquals(new int[] {7, 8}, start.chosen().tokens().answer());
        assertTrue(start.isCut() && start.endLost() && start.chosen().endLost() && !start.rejected().endLost());
        assertEquals(1, start.chosen().tokensCut());
        assertEquals("{prompt_tokens=2, chosen_tokens=2, rejected_tokens=2, chosen_tokens_cut=1, rejected_tokens_cut=0, end_lost=true}", start.account().toString());

        LabelledPair end = label(cut(4, Cut.KEEP_END), row);
        assertArrayEquals(new int[] {6}, end.chosen().tokens().prompt());
        assertArrayEquals(new int[] {5, 6}, end.rejected().tokens().prompt());
        assertFalse(end.endLost() || end.tokens().sharesPrompt());
        LabelledPair answerOnly = label(cut(2, Cut.KEEP_END), row);
        assertArrayEquals(new int[] {8, 2}, answerOnly.chosen().tokens().answer());
        assertEquals(1, answerOnly.chosen().tokens().labels());                   // nothing predicts the first
    }

    @ParameterizedTest @CsvSource(delimiter = '|', textBlock = """
            {'prompt':'Hi','chosen':'Same','rejected':'Same'}                          | EQUAL
            {'chosen':'Hi there','rejected':'Hi there'}                                | EQUAL
            {'prompt':'Hi','chosen':'','rejected':''}                                  | EQUAL
            {'chosen':[{'role':'user','content':'Hi'}],'rejected':[{'role':'user','content':'Hi'}]} | EQUAL
            {'prompt':'Hi','chosen':' ','rejected':'Go'}                               | CHOSEN_EMPTY
            {'prompt':'Hi','chosen':'Go','rejected':''}                                | REJECTED_EMPTY
            {'prompt':[{'role':'user','content':'Hi'}],'chosen':[{'role':'assistant','content':'Go'}],'rejected':[{'role':'assistant','content':''}]} | REJECTED_EMPTY
            {'prompt_ids':[5,6,7,8],'chosen_ids':[9],'rejected_ids':[10]}              | PROMPT_TOO_LONG
            {'prompt_ids':[5],'chosen_ids':[9,10,11,12],'rejected_ids':[9,10,11,13]}   | EQUAL_ONCE_CUT
            {'chosen_ids':[9],'rejected_ids':[10,11]}                                  | NOTHING_PREDICTED""")
    void whatTeachesNothingIsDropped(String row, DropReason reason) {
        LabelledPair pair = label(cut(4, Cut.KEEP_START), row);
        assertEquals(Optional.of(reason), pair.dropped());
        assertEquals(Optional.of(reason.reason()), pair.reason());
        assertTrue(pair.examples().isEmpty());
    }

    @Test void partsOfTextThatSayNothingAreAnEmptyAnswer() {
        ChatTemplate template = ChatTemplate.of("{% for m in messages %}{{ m.content if m.content is string else m.content[0].text }}{% endfor %}", "t",
                tokenizer.specialTokens().variables());
        LabelledPair pair = new PairLabeller(tokenizer, Optional.of(template), ALL).label(Examples.judged("{'prompt':[{'role':'user','content':'Hi'}],"
                + "'chosen':[{'role':'assistant','content':[{'type':'text','text':' '}]}],'rejected':[{'role':'assistant','content':[{'type':'text','text':'Go'}]}]}"));
        assertEquals(Optional.of(DropReason.CHOSEN_EMPTY), pair.dropped());
    }

    @Test void aCallIsAnAnswer() {
        assertTrue(label("{'prompt':[{'role':'user','content':'Hi'}],'chosen':[{'role':'assistant','content':'Go'}],'rejected':[{'role':'assistant','content':'',"
                + "'tool_calls':[{'type':'function','function':{'name':'add','arguments':{}}}]}]}").dropped().isEmpty());
    }

    @Test void aPromptThatFillsMaxLengthIsNoMatterWhereTheEndIsKept() {
        LabelledPair pair = label(cut(4, Cut.KEEP_END), "{'prompt_ids':[5,6,7,8],'chosen_ids':[9],'rejected_ids':[10]}");
        assertArrayEquals(new int[] {6, 7, 8, 9}, pair.chosen().tokens().sequence().ids());
        assertTrue(pair.dropped().isEmpty());
    }

    @Test void whatIsNoPreferenceIsRefused() {
        String others = assertThrows(UserError.class, () -> label("{'chosen':[{'role':'user','content':'a'}],'rejected':[{'role':'user','content':'b'}]}")).getMessage();
        assertTrue(others.startsWith("chosen and rejected have no messages in common before their answers"), others);
        var labeller = new PairLabeller(tokenizer, Optional.empty(), ALL);
        assertTrue(assertThrows(UserError.class, () -> labeller.label(new Example.Text("Hi"))).getMessage().contains("takes chosen and rejected"));
        Example chat = Examples.judged("{'prompt':[{'role':'user','content':'a'}],'chosen':[{'role':'assistant','content':'b'}],'rejected':[{'role':'assistant','content':'c'}]}");
        assertTrue(assertThrows(UserError.class, () -> labeller.label(chat)).getMessage().contains("chat_template_path"));
        assertThrows(UserError.class, () -> new PairLabeller(tokenizer, Optional.empty(), new PairSettings(null, Cut.KEEP_START, Seam.COMMON, "<eos>")));
        assertThrows(UserError.class, () -> cut(1, Cut.KEEP_START));
    }
}
