package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.RowStep;
import dev.hone.curate.text.TextShape;
import dev.hone.settings.Help;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether a text is prose: so many words of usual length, few symbols, few lists, and the little words that all English has.
/// Source: Rae et al. 2021, arXiv:2112.11446, appendix A.1.1.
record GopherQuality(
        @Help("fewest words") int minWords,
        @Help("most words") int maxWords,
        @Help("least mean length of words, in characters") double minMeanWordLength,
        @Help("greatest mean length of words") double maxMeanWordLength,
        @Help("most # and … for each word") double maxSymbolsPerWord,
        @Help("largest part of the lines that begin with a bullet") double maxBulletLines,
        @Help("largest part of the lines that end with an ellipsis") double maxEllipsisLines,
        @Help("least part of the words that have a letter") double minWordsWithLetters,
        @Help("how many of the, be, to, of, and, that, have, with there are at least") int minStopWords,
        @Help("which text: all, the prompt or the answer") Part of) implements RowStep {
    static final GopherQuality DEFAULTS = new GopherQuality(50, 100_000, 3, 10, 0.1, 0.9, 0.3, 0.8, 2, Part.ALL);
    private static final Set<String> STOP_WORDS = Set.of("the", "be", "to", "of", "and", "that", "have", "with");

    @Override public Decision of(Candidate row) {
        TextShape text = TextShape.of(row.text(of));
        List<String> words = text.words(), lines = text.lines();
        if (words.size() < minWords) return new Decision.Drop("too few words", words.size() + " words");
        if (words.size() > maxWords) return new Decision.Drop("too many words", words.size() + " words");
        double meanLength = (double) TextShape.characters(words) / words.size();
        if (meanLength < minMeanWordLength) return new Decision.Drop("words too short", Detail.number(meanLength));
        if (meanLength > maxMeanWordLength) return new Decision.Drop("words too long", Detail.number(meanLength));
        double symbols = (double) symbols(text.text()) / words.size();
        if (symbols > maxSymbolsPerWord) return new Decision.Drop("too many # or …", Detail.number(symbols));
        double bullets = Detail.share(lines, line -> !line.isEmpty() && "•-*‣●".indexOf(line.charAt(0)) >= 0);
        if (bullets > maxBulletLines) return new Decision.Drop("too many bullets", Detail.number(bullets));
        double ellipses = Detail.share(lines, line -> line.endsWith("...") || line.endsWith("…"));
        if (ellipses > maxEllipsisLines) return new Decision.Drop("too many lines end with …", Detail.number(ellipses));
        double letters = Detail.share(words, word -> word.codePoints().anyMatch(Character::isLetter));
        if (letters < minWordsWithLetters) return new Decision.Drop("too few words with letters", Detail.number(letters));
        Set<String> found = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).filter(STOP_WORDS::contains).collect(Collectors.toSet());
        return found.size() < minStopWords ? new Decision.Drop("too few stop words", found.size() + " of them") : Decision.KEEP;
    }

    /// Hash signs and ellipses.
    private static long symbols(String text) {
        return text.chars().filter(c -> c == '#' || c == '…').count() + (text.length() - text.replace("...", "").length()) / 3;
    }
}
