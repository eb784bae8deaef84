package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.data.BadRow;
import dev.hone.token.LabelSettings.Cut;
import dev.hone.token.PairSettings.Seam;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.Optional;

class WholePairLabellerTest {
    private final Tokenizer tokenizer = Tokenizer.open(Fixtures.path(Fixtures.TINY));

    @AfterEach void close() {
        tokenizer.close();
    }

    private LabelledPair label(Integer maxLength, String row) {
        return labeller(maxLength).label(Examples.judged(row));
    }

    private WholePairLabeller labeller(Integer maxLength) {
        return new WholePairLabeller(tokenizer, tokenizer.chatTemplate(), new PairSettings(maxLength, Cut.KEEP_START, Seam.COMMON, null));
    }

    /// Rows and the batch that TRL 1.16's RewardTrainer made of them: chosen rows, then rejected ones, padded with 0.
    @Test void everyTokenIsTrls() {
        JsonNode rows = Fixtures.json("/golden/losses/reward.json").get("rows");
        try (Safetensors file = Safetensors.open(Fixtures.path("/golden/losses/reward.safetensors"))) {
            int[] ids = Arrays.stream(Fixtures.longs(file, "input_ids")).mapToInt(id -> (int) id).toArray();
            int width = ids.length / (2 * rows.size());
            for (int r = 0; r < rows.size(); r++) {
                LabelledPair pair = labeller(1024).label(Examples.judged(rows.get(r)));
                assertArrayEquals(Arrays.copyOfRange(ids, r * width, (r + 1) * width), Arrays.copyOf(pair.chosen().tokens().answer(), width));
                int other = rows.size() + r;
                assertArrayEquals(Arrays.copyOfRange(ids, other * width, (other + 1) * width), Arrays.copyOf(pair.rejected().tokens().answer(), width));
                assertEquals(0, pair.chosen().tokens().prompt().length);
            }
        }
    }

    @Test void aPromptOfItsOwnComesFirst() {
        LabelledPair explicit = label(null, "{'prompt':'Hi','chosen':' Go','rejected':' On'}");
        assertEquals("Hi Go<|im_end|>", tokenizer.decode(explicit.chosen().tokens().answer(), false));
        LabelledPair implicit = label(null, "{'chosen':'Hi Go','rejected':'Hi On'}");
        assertArrayEquals(explicit.tokens().bytes().array(), implicit.tokens().bytes().array());
    }

    @Test void conversationsNeedNothingInCommon() {
        LabelledPair pair = label(null, "{'chosen':[{'role':'user','content':'a'}],'rejected':[{'role':'user','content':'b'}]}");
        assertEquals("<|im_start|>user\na<|im_end|>\n", tokenizer.decode(pair.chosen().tokens().answer(), false));
    }

    @Test void aSideThatIsTooLongDropsThePair() {
        String row = "{'prompt_ids':[5],'chosen_ids':[6],'rejected_ids':[7,8]}";
        assertEquals(Optional.empty(), label(3, row).dropped());
        assertEquals(Optional.of(DropReason.TOO_LONG), label(2, row).dropped());
        assertEquals(Optional.of(DropReason.EQUAL), label(2, "{'chosen':'abc','rejected':'abc'}").dropped());
        assertEquals(Optional.of(DropReason.REJECTED_EMPTY), label(9, "{'prompt':'abc','chosen':'d','rejected':''}").dropped());
    }

    @Test void theMarginIsTheRows() {
        assertEquals(0.5, label(null, "{'prompt':'Hi','chosen':'Go','rejected':'On','margin':'0.5'}").tokens().margin());
        assertEquals(0, label(null, "{'prompt':'Hi','chosen':'Go','rejected':'On','margin':null}").tokens().margin());
        assertEquals(-2, label(null, "{'prompt_ids':[5],'chosen_ids':[6],'rejected_ids':[7],'margin':-2}").tokens().margin());
        String message = assertThrows(BadRow.class, () -> label(null, "{'prompt':'Hi','chosen':'Go','rejected':'On','margin':'wide'}")).getMessage();
        assertTrue(message.startsWith("rows.jsonl:1: margin is \"wide\"; expected a number"), message);
    }
}
