package dev.hone.curate.step;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.data.format.ExampleColumns;
import dev.hone.settings.Help;
import java.util.HashMap;
import java.util.Map;

/// Of rows that say the same, letter by letter, the first stays.
record ExactDuplicates(@Help("what has to be the same: all, the prompt or the answer") Part of) implements Step {
    static final ExactDuplicates DEFAULTS = new ExactDuplicates(Part.ALL);

    @Override public Candidates over(Candidates rows, StepRun run) {
        Map<HashValue128, String> seen = new HashMap<>();
        return run.decided(rows, this::hash, (row, hash) -> {
            String first = seen.putIfAbsent(hash, row.where());
            return first == null ? Decision.KEEP : new Decision.Drop("the same as an earlier row", first);
        });
    }

    /// All of a row is more than its texts: an answer may be good in one row and bad in another.
    private HashValue128 hash(Candidate row) {
        return Hashing.xxh3_128().hashCharsTo128Bits(of == Part.ALL ? ExampleColumns.of(row.example()).toString() : row.text(of));
    }
}
