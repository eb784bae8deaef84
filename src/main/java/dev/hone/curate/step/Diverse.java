package dev.hone.curate.step;

import dev.hone.checkpoint.OpenedModel;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Spool;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.text.MinHash;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.token.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// So many rows stay that stand for all of them. How like two rows are is told by their groups of words, or by what a model makes of them.
record Diverse(
        @Help("how many rows stay") int rows,
        @Help("k_centre: as different as can be, odd ones too; facility_location: each row that goes has one like it that stays") Choice choice,
        @Help("a model whose hidden states are compared: a folder or a hub id; none: groups of words are") String model,
        @Help("words that make a group") int ngram,
        @Help("what is compared: all, the prompt or the answer") Part of) implements Step {
    static final Diverse DEFAULTS = new Diverse(0, Choice.K_CENTRE, null, 2, Part.ALL);

    Diverse {
        Require.atLeast(0, "rows", rows);
        Require.atLeast(1, "ngram", ngram);
    }

    @Override public void check() {
        if (rows == 0) throw new UserError("rows is missing; expected how many rows stay");
    }

    @Override public Candidates over(Candidates all, StepRun run) {
        return Spool.once(() -> model == null ? byWords(all, run) : byMeaning(all, run));
    }

    private Candidates byWords(Candidates all, StepRun run) {
        var sketches = new NearDuplicates(1, ngram, of);
        List<int[]> seen = new ArrayList<>();
        Spool spool = run.laidAside(all, sketches::sketch, (_, sketch) -> seen.add(sketch.orElseGet(() -> new int[MinHash.SIZE])));
        return chosen(spool, run, (one, other) -> MinHash.likeness(seen.get(one), seen.get(other)));
    }

    /// By the cosine of what a model makes of them, once what all texts have in common is taken off.
    private Candidates byMeaning(Candidates all, StepRun run) {
        OpenedModel opened = run.shop().model(model, Diverse.class);
        Tokenizer tokenizer = opened.tokenizer().orElseThrow(() -> new UserError(model + ": has no tokenizer, so that it cannot read texts"));
        List<float[]> seen = new ArrayList<>();
        Spool spool = run.laidAside(all, row -> tokens(row, tokenizer, opened.config().maxPositions()), (_, ids) -> seen.add(opened.decoder().meanHidden(ids)));
        List<float[]> directions = directions(seen);
        return chosen(spool, run, (one, other) -> dot(directions.get(one), directions.get(other)));
    }

    /// As many of the first tokens as the model reads.
    private int[] tokens(Candidate row, Tokenizer tokenizer, int longest) {
        int[] ids = tokenizer.encode(row.text(of), true);
        if (ids.length == 0) throw new UserError(row.where() + ": has no text to compare (" + Detail.word(of) + "); chat_quality before this step drops empty answers");
        return ids.length <= longest ? ids : Arrays.copyOf(ids, longest);
    }

    /// Vectors of length 1 from the mean of all to each.
    private static List<float[]> directions(List<float[]> vectors) {
        float[] mean = new float[vectors.isEmpty() ? 0 : vectors.getFirst().length];
        for (float[] vector : vectors) for (int i = 0; i < mean.length; i++) mean[i] += vector[i] / vectors.size();
        return vectors.stream().map(vector -> {
            float[] direction = new float[mean.length];
            for (int i = 0; i < mean.length; i++) direction[i] = vector[i] - mean[i];
            float length = Math.max(Float.MIN_NORMAL, (float) Math.sqrt(dot(direction, direction)));
            for (int i = 0; i < mean.length; i++) direction[i] /= length;
            return direction;
        }).toList();
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) sum += one[i] * other[i];
        return sum;
    }

    private Candidates chosen(Spool spool, StepRun run, Choice.Likeness likeness) {
        BitSet taken = choice.of(spool.size(), rows, likeness);
        return spool.decided(run, place -> taken.get(place) ? Decision.KEEP : Decision.drop("like another row that was taken"));
    }
}
