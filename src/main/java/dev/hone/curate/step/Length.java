package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.Step;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.curate.text.WordHashes;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.token.Tokenizer;
import java.util.function.ToIntFunction;

/// Rows that are neither too short nor too long stay.
record Length(
        @Help("the shortest that stays; none: any") Integer min,
        @Help("the longest that stays; none: any") Integer max,
        @Help("what is counted: words, characters or tokens") Unit unit,
        @Help("which text: all, the prompt or the answer") Part of,
        @Help("for tokens, the model whose tokenizer counts: a folder or a hub id") String model) implements Step {
    enum Unit { WORDS, CHARACTERS, TOKENS }

    static final Length DEFAULTS = new Length(null, null, Unit.WORDS, Part.ALL, null);

    Length {
        if (min != null && max != null && min > max) throw new UserError("min is " + min + ", which is more than max, " + max);
        if (unit == Unit.TOKENS && model == null) throw new UserError("unit is tokens, and model is missing: whose tokenizer counts?");
    }

    @Override public void check() {
        if (min == null && max == null) throw new UserError("neither min nor max is given; expected at least one");
    }

    @Override public Candidates over(Candidates rows, StepRun run) {
        ToIntFunction<String> count = switch (unit) {
            case WORDS -> text -> WordHashes.of(text).length;
            case CHARACTERS -> text -> text.codePointCount(0, text.length());
            case TOKENS -> tokens(run.shop().keep(Tokenizer.open(run.shop().hub().model(model))));
        };
        return run.decided(rows, row -> count.applyAsInt(row.text(of)), (_, length) -> decide(length));
    }

    private static ToIntFunction<String> tokens(Tokenizer tokenizer) {
        return text -> tokenizer.encode(text, false).length;
    }

    private Decision decide(int length) {
        String detail = length + " " + Detail.word(unit);
        if (min != null && length < min) return new Decision.Drop("too short", detail);
        if (max != null && length > max) return new Decision.Drop("too long", detail);
        return Decision.KEEP;
    }
}
