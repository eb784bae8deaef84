package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Example;
import dev.hone.settings.UserError;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class LabellerTest {
    private static final int END = 2;
    private static final LabelSettings ALL = new LabelSettings(null, LabelSettings.Cut.KEEP_START, null, false, LabelSettings.TrainOn.EVERY, null);
    private final Tokenizer tokenizer = Tokenizer.open(Fixtures.path(Fixtures.TINY));

    @AfterEach void close() {
        tokenizer.close();
    }

    private Labelled label(LabelSettings settings, String row) {
        return new Labeller(tokenizer, settings).label(Examples.of(row));
    }

    /// The text of the learned tokens.
    private String learned(Labelled labelled) {
        int[] ids = labelled.tokens().ids();
        var text = new StringBuilder();
        for (int t = 0; t < ids.length; t++) if (labelled.tokens().learned()[t]) text.append(tokenizer.decode(new int[] {ids[t]}, false));
        return text.toString();
    }

    /// Rows and what TRL 1.16 made of them.
    @ParameterizedTest @ValueSource(strings = {"sft", "sft_completion_remainder", "sft_lm"})
    void everyTokenAndLabelIsTrls(String run) {
        JsonNode golden = Fixtures.json("/golden/training/" + run + "/trajectory.json");
        JsonNode config = golden.get("config");
        JsonNode completionOnly = config.get("completion_only_loss");
        var settings = new LabelSettings(null, LabelSettings.Cut.KEEP_START, completionOnly.isNull() ? null : completionOnly.booleanValue(),
                config.get("assistant_only_loss").booleanValue(), LabelSettings.TrainOn.EVERY, null);
        var labeller = new Labeller(tokenizer, settings);
        assertEquals(golden.get("features").size(), golden.get("rows").size());
        for (int r = 0; r < golden.get("rows").size(); r++) {
            JsonNode wanted = golden.get("features").get(r);
            Labelled got = labeller.label(Examples.of(golden.get("rows").get(r)));
            assertArrayEquals(Fixtures.ints(wanted.get("input_ids")), got.tokens().ids());
            assertArrayEquals(Fixtures.ints(wanted.get("labels")), labels(got.tokens()));
            assertEquals(Optional.empty(), got.dropped());
        }
    }

    static int[] labels(LabelledTokens tokens) {
        int[] labels = tokens.ids().clone();
        for (int t = 0; t < labels.length; t++) if (!tokens.learned()[t]) labels[t] = -100;
        return labels;
    }

    @Test void rowsAreAsLongAsTrlsPacking() {
        JsonNode golden = Fixtures.json("/golden/training/packing/packing.json");
        List<Integer> wanted = new ArrayList<>();
        golden.get("results").get("packed_seq_lengths").forEach(bin -> bin.forEach(length -> wanted.add(length.intValue())));
        List<Integer> got = new ArrayList<>();
        golden.get("rows").forEach(row -> got.add(new Labeller(tokenizer, ALL).label(Examples.of(row)).tokens().length()));
        assertEquals(wanted.stream().sorted().toList(), got.stream().sorted().toList());
    }

    @Test void aPlainTextEndsWithOneEos() {
        assertEquals("Hello<|im_end|>", learned(label(ALL, "{'text':'Hello'}")));
        assertEquals("Hello<|im_end|>", learned(label(ALL, "{'text':'Hello<|im_end|>'}")));
        var other = new LabelSettings(null, LabelSettings.Cut.KEEP_START, null, false, LabelSettings.TrainOn.EVERY, "<|endoftext|>");
        assertEquals("Hello<|endoftext|>", learned(label(other, "{'text':'Hello'}")));
    }

    @Test void anotherEosIsTheTemplatesToo() {
        ChatTemplate template = ChatTemplate.of("{% for m in messages %}{{ m.content + eos_token }}{% endfor %}", "t", tokenizer.specialTokens().variables());
        var other = new LabelSettings(null, LabelSettings.Cut.KEEP_START, null, false, LabelSettings.TrainOn.EVERY, "<|endoftext|>");
        assertEquals("Hi<|endoftext|>", learned(new Labeller(tokenizer, Optional.of(template), other)
                .label(Examples.of("{'messages':[{'role':'assistant','content':'Hi'}]}"))));
    }

    @Test void aPromptIsNotLearnedUnlessAskedFor() {
        String row = "{'prompt':'Name a colour. ','completion':'Blue.'}";
        assertEquals("Blue.<|im_end|>", learned(label(ALL, row)));
        var whole = new LabelSettings(null, LabelSettings.Cut.KEEP_START, false, false, LabelSettings.TrainOn.EVERY, null);
        assertEquals("Name a colour. Blue.<|im_end|>", learned(label(whole, row)));
    }

    @Test void aCompletionOfMessagesStartsBehindTheGenerationPrompt() {
        String row = "{'prompt':[{'role':'user','content':'Hi'}],'completion':[{'role':'assistant','content':'Ho'}]}";
        assertEquals("Ho<|im_end|>\n", learned(label(ALL, row)));
        // both masks must agree: the line feed is not the assistant's
        var both = new LabelSettings(null, LabelSettings.Cut.KEEP_START, null, true, LabelSettings.TrainOn.EVERY, null);
        assertEquals("Ho<|im_end|>", learned(label(both, row)));
    }

    @Test void aCompletionWhoseFirstLettersJoinThePromptStartsWhereTheTokensDiffer() {
        // "th" + "e" alone are other tokens than " the" in one piece
        Labelled labelled = label(ALL, "{'prompt':'What is t','completion':'he sum?'}");
        assertFalse(labelled.promptIsPrefix());
        assertTrue(learned(labelled).endsWith("he sum?<|im_end|>") && !learned(labelled).equals("he sum?<|im_end|>"), learned(labelled));
    }

    @Test void aLongRowLosesItsEndOrItsStart() {
        String row = "{'prompt':'ab','completion':'cdef'}";
        Labelled whole = label(ALL, row);
        int length = whole.tokens().length();
        assertEquals(0, whole.tokensCut());
        Labelled start = label(cut(length - 2, LabelSettings.Cut.KEEP_START), row);
        assertEquals(2, start.tokensCut());
        assertTrue(start.endLost());
        assertEquals(length - 2, start.tokens().length());
        Labelled end = label(cut(3, LabelSettings.Cut.KEEP_END), row);
        assertEquals(length - 3, end.tokensCut());
        assertFalse(end.endLost());
        assertEquals(END, end.tokens().ids()[2]);
    }

    private static LabelSettings cut(int maxLength, LabelSettings.Cut cut) {
        return new LabelSettings(maxLength, cut, null, false, LabelSettings.TrainOn.EVERY, null);
    }

    @Test void aRowWithoutALabelIsDroppedAndSaysWhy() {
        Labelled longer = label(cut(4, LabelSettings.Cut.KEEP_START), "{'prompt':'abcdefgh','completion':'i'}");
        assertEquals(Optional.of(Labelled.Dropped.ALL_CUT), longer.dropped());
        assertTrue(longer.endLost());
        var labeller = new Labeller(tokenizer, ALL);
        // the first token is never learned, as nothing predicts it
        assertEquals(Optional.of(Labelled.Dropped.NOTHING_LEARNED), labeller.label(new Example.Ids(new int[] {5, 6}, new boolean[] {true, false})).dropped());
        assertEquals(Optional.of(Labelled.Dropped.EMPTY), labeller.label(new Example.Ids(new int[0], new boolean[0])).dropped());
    }

    @Test void whatCannotBeLearnedIsRefused() {
        assertThrows(UserError.class, () -> new Labeller(tokenizer, ALL).label(new Example.TextPrompt("Hi")));
        var noToken = new LabelSettings(null, LabelSettings.Cut.KEEP_START, null, false, LabelSettings.TrainOn.EVERY, "<eos>");
        assertTrue(assertThrows(UserError.class, () -> new Labeller(tokenizer, noToken)).getMessage().contains("<|im_end|>"));
        var foreign = new Example.Ids(new int[] {5, 320}, new boolean[] {false, true});
        assertTrue(assertThrows(UserError.class, () -> new Labeller(tokenizer, ALL).label(foreign)).getMessage().startsWith("input_ids[1] is 320; the model's tokens are 0 to 319"));
        var plain = new Labeller(tokenizer, Optional.empty(), ALL);
        assertTrue(assertThrows(UserError.class, () -> plain.label(Examples.of("{'messages':[{'role':'user','content':'Hi'}]}")))
                .getMessage().contains("chat_template_path"));
    }
}
