package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Spool;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.text.MinHash;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// So many rows stay that are as different as can be: one after another, the row that is least like all those taken so far.
/// The time grows with the rows times those that stay. Source: Gonzalez 1985, "Clustering to minimize the maximum intercluster distance".
record Diverse(
        @Help("how many rows stay") int rows,
        @Help("words that make a group, by which rows are compared") int ngram,
        @Help("what is compared: all, the prompt or the answer") Part of) implements Step {
    static final Diverse DEFAULTS = new Diverse(0, 2, Part.ALL);

    Diverse {
        Require.atLeast(0, "rows", rows);
        Require.atLeast(1, "ngram", ngram);
    }

    @Override public void check() {
        if (rows == 0) throw new UserError("rows is missing; expected how many rows stay");
    }

    @Override public Candidates over(Candidates all, StepRun run) {
        var sketches = new NearDuplicates(1, ngram, of);
        return Spool.once(() -> {
            List<int[]> seen = new ArrayList<>();
            Spool spool = run.laidAside(all, sketches::sketch, (_, sketch) -> seen.add(sketch.orElseGet(() -> new int[MinHash.SIZE])));
            BitSet taken = farthestFirst(seen, rows);
            return spool.decided(run, place -> taken.get(place) ? Decision.KEEP : Decision.drop("like another row that was taken"));
        });
    }

    /// Begins with the first; of rows that are equally far the first is taken.
    static BitSet farthestFirst(List<int[]> sketches, int wanted) {
        var taken = new BitSet();
        double[] likeness = new double[sketches.size()];
        Arrays.fill(likeness, Double.NEGATIVE_INFINITY);
        for (int next = 0; taken.cardinality() < Math.min(wanted, sketches.size()); ) {
            taken.set(next);
            int farthest = -1;
            for (int i = 0; i < likeness.length; i++) {
                if (taken.get(i)) continue;
                likeness[i] = Math.max(likeness[i], MinHash.likeness(sketches.get(i), sketches.get(next)));
                if (farthest < 0 || likeness[i] < likeness[farthest]) farthest = i;
            }
            next = farthest;
        }
        return taken;
    }
}
