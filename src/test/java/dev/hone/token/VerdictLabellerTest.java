package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Example;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings.Cut;
import dev.hone.token.PairSettings.Seam;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;

class VerdictLabellerTest {
    private final Tokenizer tokenizer = Tokenizer.open(Fixtures.path(Fixtures.TINY));

    @AfterEach void close() {
        tokenizer.close();
    }

    private LabelledVerdicts label(String row) {
        return new VerdictLabeller(tokenizer, tokenizer.chatTemplate(), new PairSettings(6, Cut.KEEP_START, Seam.COMMON, null)).label(Examples.judged(row));
    }

    /// Rows and what TRL 1.16's KTOTrainer made of them.
    @Test void everyTokenIsTrls() {
        JsonNode golden = Fixtures.json("/golden/losses/kto.json");
        var labeller = new VerdictLabeller(tokenizer, tokenizer.chatTemplate(), PairSettings.DEFAULTS);
        for (int r = 0; r < golden.get("rows").size(); r++) {
            JsonNode wanted = golden.get("features").get(r);
            TokenVerdict got = labeller.label(Examples.judged(golden.get("rows").get(r))).examples().getFirst();
            assertArrayEquals(Fixtures.ints(wanted.get("prompt_ids")), got.answer().prompt());
            assertArrayEquals(Fixtures.ints(wanted.get("completion_ids")), got.answer().answer());
            assertEquals(wanted.get("label").booleanValue(), got.good());
        }
    }

    /// The pairs of dpo.json are the verdicts of kto.json.
    @Test void aPairIsTwoVerdicts() {
        JsonNode pairs = Fixtures.json("/golden/losses/dpo.json").get("rows");
        JsonNode features = Fixtures.json("/golden/losses/kto.json").get("features");
        var labeller = new VerdictLabeller(tokenizer, tokenizer.chatTemplate(), PairSettings.DEFAULTS);
        for (int r = 0; r < pairs.size(); r++) {
            List<TokenVerdict> got = labeller.label(Examples.judged(pairs.get(r))).examples();
            assertEquals(List.of(true, false), got.stream().map(TokenVerdict::good).toList());
            for (int side = 0; side < 2; side++) assertArrayEquals(Fixtures.ints(features.get(2 * r + side).get("completion_ids")), got.get(side).answer().answer());
        }
    }

    @Test void eachAnswerBeginsWhereItPartsItself() {
        LabelledVerdicts two = new VerdictLabeller(tokenizer, tokenizer.chatTemplate(), PairSettings.DEFAULTS)
                .label(Examples.judged("{'prompt':'What is 2? ','chosen':'The sum.','rejected':'It is 12.'}"));
        assertFalse(two.promptIsPrefix());
        assertEquals(1, two.verdicts().get(1).answer().tokens().prompt().length - two.verdicts().get(0).answer().tokens().prompt().length);
    }

    @Test void cutsAndDrops() {
        LabelledVerdicts cut = label("{'prompt':'abc','completion':'defgh','label':true}");
        assertTrue(cut.isCut() && cut.endLost());
        assertEquals("{prompt_tokens=3, good_tokens=3, tokens_cut=2, end_lost=true}", cut.account().toString());
        assertEquals(Optional.of(DropReason.PROMPT_TOO_LONG), label("{'prompt':'uvwxyzuvw','completion':'g','label':false}").dropped());
        assertEquals(Optional.of(DropReason.ANSWER_EMPTY), label("{'prompt':'abc','completion':'','label':true}").dropped());
        assertEquals(Optional.of(DropReason.EQUAL), label("{'prompt':'abc','chosen':'d','rejected':'d'}").dropped());
        assertTrue(label("{'prompt':'abc','chosen':'d','rejected':'d'}").examples().isEmpty());
    }

    @Test void whatIsNoVerdictIsRefused() {
        var labeller = new VerdictLabeller(tokenizer, Optional.empty(), PairSettings.DEFAULTS);
        assertTrue(assertThrows(UserError.class, () -> labeller.label(new Example.TextCompletion("a", "b"))).getMessage().contains("prompt, completion and label"));
    }
}
