package dev.hone.curate.step;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.RowStep;
import dev.hone.curate.text.TextShape;
import dev.hone.data.Example;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Of a page the lines stay that are sentences; a page with too few of them, or with code, goes. For plain texts only.
/// Source: Raffel et al. 2020, arXiv:1910.10683, section 2.2; without its list of bad words.
record C4Quality(
        @Help("fewest words of a line that stays") int minWordsPerLine,
        @Help("fewest sentences of a text that stays") int minSentences) implements RowStep {
    static final C4Quality DEFAULTS = new C4Quality(5, 3);
    private static final Pattern SENTENCE_END = Pattern.compile("[.?!]+[\"'”’)]*(?=\\s|$)"), CITATION = Pattern.compile("\\[\\d+]|\\[edit]|\\[citation needed]");
    private static final List<String> POLICIES = List.of("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies");

    C4Quality {
        Require.atLeast(0, "min_words_per_line", minWordsPerLine);
        Require.atLeast(0, "min_sentences", minSentences);
    }

    @Override public Decision of(Candidate row) {
        if (!(row.example() instanceof Example.Text(String text))) throw new UserError(row.where() + ": is no plain text, for which alone c4_quality is; see chat_quality");
        String small = text.toLowerCase(Locale.ROOT);
        if (small.contains("lorem ipsum")) return Decision.drop("lorem ipsum");
        if (text.contains("{")) return Decision.drop("a curly bracket");
        String cleaned = String.join("\n", CITATION.matcher(text).replaceAll("").lines().filter(this::stays).toList());
        long sentences = SENTENCE_END.matcher(cleaned).results().count();
        if (sentences < minSentences) return new Decision.Drop("too few sentences", sentences + " of them");
        return cleaned.equals(text) ? Decision.KEEP : new Decision.Change(row.with(new Example.Text(cleaned)), "lines removed");
    }

    private boolean stays(String line) {
        String stripped = line.strip(), small = stripped.toLowerCase(Locale.ROOT);
        return !stripped.isEmpty() && ".?!\"”".indexOf(stripped.charAt(stripped.length() - 1)) >= 0 && !stripped.endsWith("...")
                && TextShape.words(stripped).size() >= minWordsPerLine && !small.contains("javascript") && POLICIES.stream().noneMatch(small::contains);
    }
}
