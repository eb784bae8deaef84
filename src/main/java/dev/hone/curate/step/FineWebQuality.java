package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.RowStep;
import dev.hone.curate.text.TextShape;
import dev.hone.settings.Help;

/// Whether a page is text rather than menus: lines that end, that are long enough, and that come once.
/// Source: Penedo et al. 2024, arXiv:2406.17557, section 3.6.
record FineWebQuality(
        @Help("least part of the lines that end with a mark of punctuation") double minEndedLines,
        @Help("largest part of the characters in lines that were there before") double maxRepeatedLineCharacters,
        @Help("largest part of the lines that are short") double maxShortLines,
        @Help("characters that a line has which is not short") int shortLine,
        @Help("which text: all, the prompt or the answer") Part of) implements RowStep {
    static final FineWebQuality DEFAULTS = new FineWebQuality(0.12, 0.1, 0.67, 30, Part.ALL);
    private static final String ENDS = ".?!\"'”’…。？！";

    FineWebQuality {
        Require.share("min_ended_lines", minEndedLines);
        Require.share("max_repeated_line_characters", maxRepeatedLineCharacters);
        Require.share("max_short_lines", maxShortLines);
        Require.atLeast(1, "short_line", shortLine);
    }

    @Override public Decision of(Candidate row) {
        TextShape text = TextShape.of(row.text(of));
        if (text.lines().isEmpty()) return Decision.drop("empty");
        double ended = Detail.share(text.lines(), line -> ENDS.indexOf(line.charAt(line.length() - 1)) >= 0);
        if (ended < minEndedLines) return new Decision.Drop("too few lines end with punctuation", Detail.number(ended));
        double repeated = (double) TextShape.characters(TextShape.repeated(text.lines())) / TextShape.characters(text.lines());
        if (repeated > maxRepeatedLineCharacters) return new Decision.Drop("lines repeat themselves", Detail.number(repeated));
        double shorts = Detail.share(text.lines(), line -> line.length() < shortLine);
        return shorts > maxShortLines ? new Decision.Drop("too many short lines", Detail.number(shorts)) : Decision.KEEP;
    }
}
