package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Spool;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.BitSet;
import java.util.SplittableRandom;

/// Some rows, drawn by chance, stay in their order.
record Sample(
        @Help("how many rows stay; none: share says") Integer rows,
        @Help("the part of the rows that stays, from 0 to 1; none: rows says") Double share) implements Step {
    private static final Decision LEFT_OUT = Decision.drop("not drawn");

    Sample {
        if ((rows == null) == (share == null)) throw new UserError("rows and share are " + (rows == null ? "both missing" : "both given") + "; expected one of them");
        if (rows != null) Require.atLeast(1, "rows", rows);
        if (share != null) Require.share("share", share);
    }

    @Override public Candidates over(Candidates all, StepRun run) {
        if (rows != null) return exactly(all, run);
        var random = new SplittableRandom(run.seed());
        return run.decided(all, _ -> null, (_, _) -> random.nextDouble() < share ? Decision.KEEP : LEFT_OUT);
    }

    private Candidates exactly(Candidates all, StepRun run) {
        return Spool.once(() -> {
            Spool spool = run.laidAside(all, _ -> null, (_, _) -> {});
            BitSet drawn = Draw.some(rows, spool.size(), new SplittableRandom(run.seed()));
            return spool.decided(run, place -> drawn.get(place) ? Decision.KEEP : LEFT_OUT);
        });
    }
}
