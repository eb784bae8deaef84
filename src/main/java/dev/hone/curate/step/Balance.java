package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Spool;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// No group has more rows than another, or than a limit: what a group has beyond it is left out by chance.
record Balance(
        @Help("the column that says which group a row is of") String by,
        @Help("rows that a group has at most; none: as many as the smallest group") Integer most) implements Step {
    Balance {
        if (by == null) throw new UserError("by is missing; expected the column that says which group a row is of");
        if (most != null) Require.atLeast(1, "most", most);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        return Spool.once(() -> {
            var groups = new TreeMap<String, List<Integer>>();
            int[] place = {0};
            Spool spool = run.laidAside(rows, this::group, (_, group) -> groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(place[0]++));
            int limit = most != null ? most : groups.values().stream().mapToInt(List::size).min().orElse(0);
            var stays = new BitSet();
            var random = new SplittableRandom(run.seed());
            groups.values().forEach(group -> Draw.some(limit, group.size(), random).stream().forEach(drawn -> stays.set(group.get(drawn))));
            return spool.decided(run, at -> stays.get(at) ? Decision.KEEP : Decision.drop("its group has enough rows"));
        });
    }

    private String group(Candidate row) {
        if (!row.columns().has(by)) throw new UserError(row.where() + ": has no column " + by + ", which the step balance goes by; its other columns are "
                + (row.columns().isEmpty() ? "none" : String.join(", ", row.columns().propertyNames())));
        return row.columns().get(by).asString(row.columns().get(by).toString());
    }
}
