package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.RowStep;
import dev.hone.curate.text.TextShape;
import dev.hone.settings.Help;
import java.util.List;

/// Whether a text repeats itself: its lines, its paragraphs, or groups of words.
/// Source: Rae et al. 2021, arXiv:2112.11446, table A1.
record GopherRepetition(
        @Help("largest part of the lines that were there before") double maxRepeatedLines,
        @Help("the same, of the lines' characters") double maxRepeatedLineCharacters,
        @Help("largest part of the paragraphs that were there before") double maxRepeatedParagraphs,
        @Help("the same, of the paragraphs' characters") double maxRepeatedParagraphCharacters,
        @Help("largest part of the characters in the most frequent group of 2, 3, ... words") List<Double> maxTopGroups,
        @Help("largest part of the characters in repeated groups of 5, 6, ... words") List<Double> maxRepeatedGroups,
        @Help("which text: all, the prompt or the answer") Part of) implements RowStep {
    static final GopherRepetition DEFAULTS = new GopherRepetition(0.3, 0.2, 0.3, 0.2, List.of(0.2, 0.18, 0.16), List.of(0.15, 0.14, 0.13, 0.12, 0.11, 0.1), Part.ALL);
    private static final int SMALLEST_TOP = 2, SMALLEST_REPEATED = 5;

    GopherRepetition {
        maxTopGroups = List.copyOf(maxTopGroups);
        maxRepeatedGroups = List.copyOf(maxRepeatedGroups);
        Require.share("max_repeated_lines", maxRepeatedLines);
        Require.share("max_repeated_line_characters", maxRepeatedLineCharacters);
        Require.share("max_repeated_paragraphs", maxRepeatedParagraphs);
        Require.share("max_repeated_paragraph_characters", maxRepeatedParagraphCharacters);
        for (double share : maxTopGroups) Require.share("max_top_groups", share);
        for (double share : maxRepeatedGroups) Require.share("max_repeated_groups", share);
    }

    @Override public Decision of(Candidate row) {
        TextShape text = TextShape.of(row.text(of));
        if (repeats(text.lines(), maxRepeatedLines, maxRepeatedLineCharacters)) return Decision.drop("lines repeat themselves");
        if (repeats(text.paragraphs(), maxRepeatedParagraphs, maxRepeatedParagraphCharacters)) return Decision.drop("paragraphs repeat themselves");
        for (int i = 0; i < maxTopGroups.size(); i++) {
            double share = text.shareOfTopGroup(SMALLEST_TOP + i);
            if (share > maxTopGroups.get(i)) return new Decision.Drop("one group of words again and again", SMALLEST_TOP + i + " words: " + Detail.number(share));
        }
        for (int i = 0; i < maxRepeatedGroups.size(); i++) {
            double share = text.shareOfRepeatedGroups(SMALLEST_REPEATED + i);
            if (share > maxRepeatedGroups.get(i)) return new Decision.Drop("groups of words repeat themselves", SMALLEST_REPEATED + i + " words: " + Detail.number(share));
        }
        return Decision.KEEP;
    }

    private static boolean repeats(List<String> pieces, double most, double mostCharacters) {
        List<String> repeated = TextShape.repeated(pieces);
        return repeated.size() > most * pieces.size() || TextShape.characters(repeated) > mostCharacters * TextShape.characters(pieces);
    }
}
