package dev.hone.curate.step;

import dev.hone.checkpoint.OpenedModel;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.data.Example;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Labeller;
import dev.hone.token.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.node.JsonNodeFactory;

/// How hard an answer is for a model; rows that are neither too easy nor too hard stay, with the number in a column.
record Difficulty(
        @Help("the model that finds it hard: a folder or a hub id") String model,
        @Help("perplexity of the answer, or of a text; or ifd, how little the question helps to say the answer") Measure measure,
        @Help("the least that stays; none: any") Double min,
        @Help("the most that stays; none: any") Double max,
        @Help("the column for the number") String column) implements Step {
    enum Measure {
        /// `exp(-mean log p(token | those before it))` over the answer's tokens.
        PERPLEXITY,
        /// Instruction-following difficulty: the answer's mean loss after the question over that without it. Near 1 the question does not help;
        /// above 1 it misleads. Source: Li et al. 2024, arXiv:2308.12032, equation 4.
        IFD
    }

    static final Difficulty DEFAULTS = new Difficulty(null, Measure.PERPLEXITY, null, null, "difficulty");
    /// No cut: all tokens of the example, the prompt's not learned.
    private static final LabelSettings WHOLE = new LabelSettings(null, LabelSettings.Cut.KEEP_START, null, false, LabelSettings.TrainOn.EVERY, null);

    @Override public void check() {
        if (model == null) throw new UserError("model is missing; expected the folder or hub id of the model that finds it hard");
        if (min != null && max != null && min > max) throw new UserError("min is " + min + ", which is more than max, " + max);
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        OpenedModel opened = run.shop().model(model, Difficulty.class);
        Tokenizer tokenizer = opened.tokenizer().orElseThrow(() -> new UserError(model + ": has no tokenizer, so that it cannot read texts"));
        var labeller = new Labeller(tokenizer, WHOLE);
        int longest = opened.config().maxPositions();
        return () -> {
            for (Candidate row; (row = rows.next()) != null; ) {
                Optional<LabelledTokens> tokens = learned(row).map(example -> labeller.label(example).tokens());
                int length = tokens.map(LabelledTokens::length).orElse(0);
                Candidate settled = length > longest ? run.settled(row, new Decision.Drop("longer than the model's context", length + " tokens"))
                        : settled(row, tokens.map(known -> of(known, opened.decoder())).orElse(Double.NaN), run);
                if (settled != null) return settled;
            }
            return null;
        };
    }

    /// What a row teaches, with its answer apart from what comes before it; empty where it has no answer.
    private static Optional<Example> learned(Candidate row) {
        return row.example() instanceof Example.Text ? Optional.of(row.example()) : Target.completion(row).stream().findFirst();
    }

    private Candidate settled(Candidate row, double number, StepRun run) {
        Decision decision = Double.isNaN(number) ? Decision.drop("no answer to measure")
                : min != null && number < min ? new Decision.Drop("too easy", Detail.number(number))
                : max != null && number > max ? new Decision.Drop("too hard", Detail.number(number)) : Decision.KEEP;
        Candidate stays = run.settled(row, decision);
        return stays == null ? null : stays.with(column, JsonNodeFactory.instance.numberNode(number));
    }

    /// @return NaN where no token is learned
    private double of(LabelledTokens tokens, CpuDecoder decoder) {
        int[] places = IntStream.range(1, tokens.length()).filter(t -> tokens.learned()[t]).toArray();
        if (measure == Measure.PERPLEXITY) return Math.exp(loss(decoder.logProbs(tokens.ids()), places));
        // Alone, nothing stands before the first token: it counts in neither of the two.
        int first = IntStream.range(0, tokens.length()).filter(t -> tokens.learned()[t]).findFirst().orElse(0);
        int[] answer = Arrays.copyOfRange(tokens.ids(), first, tokens.length());
        int[] behind = Arrays.stream(places).filter(t -> t > first).toArray(), alone = Arrays.stream(behind).map(t -> t - first).toArray();
        return loss(decoder.logProbs(tokens.ids()), behind) / loss(decoder.logProbs(answer), alone);
    }

    private static double loss(float[] logProbs, int[] places) {
        return -IntStream.of(places).mapToDouble(t -> logProbs[t]).average().orElse(Double.NaN);
    }
}
