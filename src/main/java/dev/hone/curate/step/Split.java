package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Spool;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.text.LikeTexts;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/// A part of the rows is held out. Rows that are nearly the same, directly or over others, go the same way, so that nothing held out has been learned.
/// Rows that an earlier split holds out stay where they are, and so do those that are like them.
record Split(
        @Help("the part of the rows that is held out, of those that no earlier split holds out and that are not like such a row; above 0 and below 1; a little less where groups do not fit") double share,
        @Help("what the held-out part is called") String name,
        @Help("least likeness of rows that go together, as in near_duplicates") double threshold,
        @Help("words that make a group, as in near_duplicates") int ngram,
        @Help("what is compared: all, the prompt or the answer") Part of) implements Step {
    static final Split DEFAULTS = new Split(0.1, "test", 0.5, 5, Part.ALL);

    Split {
        if (!(share > 0 && share < 1)) throw new UserError("share is " + share + "; expected above 0 and below 1");
        if (!name.matches("\\w+") || name.equals(Candidate.TRAIN)) throw new UserError("name is \"" + name + "\"; expected letters, such as test or validation, and not " + Candidate.TRAIN);
        Require.likeness("threshold", threshold);
        Require.atLeast(1, "ngram", ngram);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        return Spool.once(() -> {
            var sketches = new NearDuplicates(threshold, ngram, of);
            var groups = new Groups();
            var like = new LikeTexts(threshold);
            // Rows without words have no sketch: of each sketch the row it belongs to.
            var owners = new ArrayList<Integer>();
            var placed = new BitSet();
            Spool spool = run.laidAside(rows, sketches::sketch, (candidate, sketch) -> {
                int row = groups.add();
                placed.set(row, !candidate.split().equals(Candidate.TRAIN));
                sketch.ifPresent(known -> {
                    like.forEachLike(known, other -> groups.join(owners.get(other), row));
                    like.add(known);
                    owners.add(row);
                });
            });
            return spool.sent(name, heldOut(groups, placed, new SplittableRandom(run.seed()))::get);
        });
    }

    /// Takes whole groups without placed rows in a random order as long as they fit.
    private BitSet heldOut(Groups groups, BitSet placed, SplittableRandom random) {
        List<int[]> free = groups.shuffled(random).stream().filter(group -> Arrays.stream(group).noneMatch(placed::get)).toList();
        int left = (int) Math.round(share * free.stream().mapToInt(group -> group.length).sum());
        var out = new BitSet();
        for (int[] group : free) {
            if (group.length > left) continue;
            for (int row : group) out.set(row);
            left -= group.length;
        }
        return out;
    }
}
