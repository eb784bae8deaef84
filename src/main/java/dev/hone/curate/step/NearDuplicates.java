package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.text.LikeTexts;
import dev.hone.curate.text.MinHash;
import dev.hone.curate.text.WordHashes;
import dev.hone.settings.Help;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Of rows that have nearly all groups of words in common, the first stays. A row is compared with those that stayed, so each dropped row
/// is like one that is still there. Likeness is estimated ([MinHash]): rows within 0.07 of the threshold may fall on either side.
record NearDuplicates(
        @Help("least share of groups of words that two rows have in common, of those that either has") double threshold,
        @Help("words that make a group") int ngram,
        @Help("what is compared: all, the prompt or the answer") Part of) implements Step {
    static final NearDuplicates DEFAULTS = new NearDuplicates(0.8, 5, Part.ALL);

    NearDuplicates {
        Require.likeness("threshold", threshold);
        Require.atLeast(1, "ngram", ngram);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        var stayed = new LikeTexts(threshold);
        List<String> places = new ArrayList<>();
        return run.decided(rows, this::sketch, (row, sketch) -> {
            if (sketch.isEmpty()) return Decision.KEEP;
            int first = stayed.firstLike(sketch.get());
            if (first >= 0) return new Decision.Drop("nearly the same as an earlier row", places.get(first));
            stayed.add(sketch.get());
            places.add(row.where());
            return Decision.KEEP;
        });
    }

    /// @return empty for a text without words, which is like no other
    Optional<int[]> sketch(Candidate row) {
        long[] groups = WordHashes.groups(WordHashes.of(row.text(of)), ngram);
        return groups.length == 0 ? Optional.empty() : Optional.of(MinHash.of(groups));
    }
}
