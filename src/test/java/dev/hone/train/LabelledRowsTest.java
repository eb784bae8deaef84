package dev.hone.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.DataSettings;
import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.MixturePart;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.hub.Hub;
import dev.hone.hub.HubEnvironment;
import dev.hone.hub.PullProgress;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings.Cut;
import dev.hone.token.PairLabeller;
import dev.hone.token.PairSettings;
import dev.hone.token.TokenPair;
import dev.hone.token.TokenVerdict;
import dev.hone.token.Tokenizer;
import dev.hone.token.VerdictLabeller;
import dev.hone.train.LabelledRows.Fate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

class LabelledRowsTest {
    private static final PairSettings SHORT = new PairSettings(6, Cut.KEEP_START, PairSettings.Seam.COMMON, null);

    @TempDir Path folder;
    private final Tokenizer tokenizer = Tokenizer.open(Path.of("src/test/resources/golden/tokenizer/tiny"));

    @AfterEach void close() {
        tokenizer.close();
    }

    private LabelledRows<TokenPair> pairs(OnBadRow onBadRow, double weight, String... rows) {
        var labeller = new PairLabeller(tokenizer, tokenizer.chatTemplate(), SHORT);
        return LabelledRows.read(dataset(onBadRow, weight, rows), labeller::label, onBadRow, Preflight.ofPairs(tokenizer, Set.of()));
    }

    private LabelledRows<TokenPair> pairs(String... rows) {
        return pairs(OnBadRow.STOP, 1, rows);
    }

    private Dataset dataset(OnBadRow onBadRow, double weight, String... rows) {
        try {
            String file = Files.writeString(folder.resolve("rows.jsonl"), String.join("\n", rows).replace('\'', '"')).toString();
            DataSettings none = DataSettings.DEFAULTS;
            var part = new MixturePart(file, null, "train", weight, List.of(), Map.of(), null);
            var settings = new DataSettings(null, null, none.datasetTrainSplit(), none.datasetTestSplit(), false, List.of(part), null, Map.of(), null,
                    onBadRow, none.datasetTextField(), false);
            return Dataset.forTraining(settings, Set.of(Goal.PREFERENCE, Goal.VERDICT), Hub.of(new HubEnvironment(Map.of("HF_HUB_OFFLINE", "1"), folder), PullProgress.silent()), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String refusal(String... rows) {
        return assertThrows(UserError.class, () -> pairs(rows)).getMessage().replace(folder.toString(), "");
    }

    @Test void everyRowIsAccountedFor() throws IOException {
        LabelledRows<TokenPair> rows = pairs("{'prompt':'uv','chosen':'xy','rejected':'z'}", "{'prompt':'uv','chosen':'xyzx','rejected':'z'}",
                "{'prompt':'uv','chosen':'x','rejected':'x'}", "{'prompt':'uvwxyzu','chosen':'y','rejected':'x'}");
        assertEquals(List.of(1L, 1L, 2L), List.of(rows.count(Fate.USED), rows.count(Fate.CUT), rows.count(Fate.DROPPED)));
        assertEquals(2, rows.examples().size());
        assertTrue(rows.where(1).endsWith("rows.jsonl:2"));
        rows.write(folder.resolve("account.jsonl"));
        assertEquals("""
                {"file":"/rows.jsonl","row":1,"fate":"used","prompt_tokens":2,"chosen_tokens":3,"rejected_tokens":2}
                {"file":"/rows.jsonl","row":2,"fate":"cut","prompt_tokens":2,"chosen_tokens":4,"rejected_tokens":2,"chosen_tokens_cut":1,"rejected_tokens_cut":0,"end_lost":true}
                {"file":"/rows.jsonl","row":3,"fate":"dropped","reason":"both answers are equal, which says nothing about which is better"}
                {"file":"/rows.jsonl","row":4,"fate":"dropped","reason":"the prompt alone fills max_length, so nothing of an answer would be left"}
                """, Files.readString(folder.resolve("account.jsonl")).replace(folder.toString(), ""));
    }

    @Test void aWeightRepeatsRows() {
        LabelledRows<TokenPair> rows = pairs(OnBadRow.STOP, 2, "{'prompt':'u','chosen':'x','rejected':'z'}");
        assertEquals(2, rows.examples().size());
        assertEquals(1, rows.accounts().size());
        assertEquals(2, rows.accounts().getFirst().times());
    }

    @Test void aPairOfVerdictsIsTwoExamplesOfOneRow() {
        var labeller = new VerdictLabeller(tokenizer, tokenizer.chatTemplate(), SHORT);
        Dataset dataset = dataset(OnBadRow.STOP, 1, "{'prompt':'u','chosen':'x','rejected':'z'}", "{'prompt':'v','chosen':'x','rejected':'z'}");
        LabelledRows<TokenVerdict> rows = LabelledRows.read(dataset, labeller::label, OnBadRow.STOP,
                Preflight.ofVerdicts(tokenizer, Set.of(), 1, 1));
        assertEquals(4, rows.examples().size());
        assertEquals(2, rows.accounts().size());
        assertTrue(rows.where(1).endsWith("rows.jsonl:1") && rows.where(2).endsWith("rows.jsonl:2"));
    }

    @Test void theHashIsThatOfWhatIsLearnedInItsOrder() {
        String[] rows = {"{'prompt':'u','chosen':'x','rejected':'z'}", "{'prompt':'v','chosen':'x','rejected':'z'}", "{'prompt':'w','chosen':'x','rejected':'z'}"};
        LabelledRows<TokenPair> first = pairs(rows);
        assertEquals(first.sha256(), pairs(rows).sha256());
        assertNotEquals(first.sha256(), pairs("{'prompt':'u','chosen':'z','rejected':'x'}", rows[1], rows[2]).sha256());
        assertNotEquals(first.sha256(), pairs("{'prompt':'u','chosen':'x','rejected':'z','margin':1}", rows[1], rows[2]).sha256());
        LabelledRows<TokenPair> shuffled = pairs(rows);
        shuffled.shuffle(1);
        assertNotEquals(first.sha256(), shuffled.sha256());
        assertEquals(first.where(0), shuffled.where(shuffled.examples().indexOf(shuffled.examples().stream()
                .filter(pair -> pair.chosen().prompt()[0] == first.examples().getFirst().chosen().prompt()[0]).findFirst().orElseThrow())));
    }

    @Test void aBadRowIsNamed() {
        String good = "{'prompt':'u','chosen':'x','rejected':'z'}";
        String skip = " (on_bad_row: skip goes on without such rows)";
        assertEquals("/rows.jsonl:2: chosen is a text and rejected is a list; both are to be texts, or both lists of messages" + skip,
                refusal(good, "{'prompt':'u','chosen':'x','rejected':[{'role':'assistant','content':'z'}]}"));
        assertEquals("/rows.jsonl:2: has no rejected, as the first row has; its columns are prompt, chosen" + skip, refusal(good, "{'prompt':'u','chosen':'x'}"));
        assertEquals("/rows.jsonl:2: rejected is null" + skip, refusal(good, "{'prompt':'u','chosen':'x','rejected':null}"));
        assertTrue(refusal("{'prompt':'u','completion':'x'}").startsWith("/rows.jsonl:1: has the columns prompt, completion (prompt-completion), which fit no format "
                + "that can be used here; those are preference-ids"), refusal("{'prompt':'u','completion':'x'}"));
        assertTrue(refusal("{'chosen':[{'role':'user','content':'a'}],'rejected':[{'role':'user','content':'b'}]}").startsWith(
                "/rows.jsonl:1: chosen and rejected have no messages in common before their answers"));
        LabelledRows<TokenPair> skipped = pairs(OnBadRow.SKIP, 1, good, "{'prompt':'u','chosen':'x'}", "{'prompt':'u','chosen':'x','rejected':'z','margin':'?'}");
        assertEquals(2, skipped.count(Fate.DROPPED));
        assertEquals(1, skipped.examples().size());
    }
}
