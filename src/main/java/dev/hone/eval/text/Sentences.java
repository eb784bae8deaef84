package dev.hone.eval.text;

import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts an English text into sentences as NLTK's Punkt tokenizer does. At each `.`, `?` or `!` that something follows, it
/// looks at the words on both sides: a period behind a known abbreviation, initial or number ends a sentence only where the
/// next word looks like a beginning.
/// Source: Kiss and Strunk 2006, "Unsupervised Multilingual Sentence Boundary Detection", section 4; NLTK 3.10.
public final class Sentences {
    private static final String CLOSING = "\\u2018\\u2019\\u201c\\u201d\\xab\\xbb";
    private static final String NO_WORD = "[)\";}\\]*:@'({\\[" + CLOSING + "?!]";
    private static final String SEVERAL = "(?:-{2,}|\\.{2,}|(?:\\.\\s){2,}\\.)";
    private static final Pattern WORD = PythonPattern.of(SEVERAL + "|(?=[^(\"`{\\[:;&#*@)}\\]\\-,])\\S+?(?=\\s|$|" + NO_WORD + "|" + SEVERAL
            + "|,(?=$|\\s|" + NO_WORD + "|" + SEVERAL + "))|\\S");
    private static final Pattern END = PythonPattern.of("[.?!](?=(?<behind>" + NO_WORD + "|\\s+(?<next>\\S+)))");
    private static final Pattern CLOSED = PythonPattern.of("[\"')\\]}" + CLOSING + "]+?(?:\\s+|(?=--)|$)", Pattern.MULTILINE);

    private final PunktData data;

    public Sentences(PunktData data) {
        this.data = data;
    }

    /// A place where a sentence may end.
    /// @param wordStart where the word begins that the mark ends
    /// @param mark      where the mark is
    /// @param behind    what follows it: one mark of punctuation, or white space and a word
    /// @param next      where the next word begins; -1 where punctuation follows
    private record Candidate(int wordStart, int mark, String behind, int next) {}

    private record Span(int start, int end) {}

    public List<String> of(String text) {
        return realigned(text, spans(text)).stream().map(span -> text.substring(span.start, span.end)).toList();
    }

    private List<Span> spans(String text) {
        List<Span> spans = new ArrayList<>();
        int start = 0;
        for (Candidate place : candidates(text)) {
            if (!breaks(text.substring(place.wordStart, place.mark + 1) + place.behind)) continue;
            spans.add(new Span(start, place.mark + 1));
            start = place.next >= 0 ? place.next : place.mark + 1;
        }
        spans.add(new Span(start, Math.max(start, PythonText.stripRight(text).length())));
        return spans;
    }

    /// Of several marks behind one word only the last counts.
    private static List<Candidate> candidates(String text) {
        List<Candidate> kept = new ArrayList<>();
        Candidate previous = null;
        int wordStart = 0;
        int wordEnd = 0;
        for (Matcher matcher = END.matcher(text); matcher.find(); ) {
            int space = lastSpace(text, wordEnd, matcher.start());
            wordStart = space > wordEnd ? space + 1 : wordStart;
            if (previous != null && wordEnd <= wordStart) kept.add(previous);
            previous = new Candidate(wordStart, matcher.start(), matcher.group("behind"), matcher.start("next"));
            wordEnd = matcher.start();
        }
        if (previous != null) kept.add(previous);
        return kept;
    }

    /// The last ASCII white space in a range, or its beginning.
    private static int lastSpace(String text, int from, int to) {
        for (int i = to - 1; i > from; i--) if (" \t\n\r\u000b\f".indexOf(text.charAt(i)) >= 0) return i;
        return from;
    }

    /// Closing quotes and brackets go to the sentence that they close.
    private static List<Span> realigned(String text, List<Span> spans) {
        List<Span> realigned = new ArrayList<>();
        int moved = 0;
        for (int i = 0; i < spans.size(); i++) {
            int start = Math.min(spans.get(i).start + moved, text.length());
            Span span = new Span(start, Math.max(start, spans.get(i).end));
            moved = 0;
            if (i + 1 < spans.size()) {
                Span next = spans.get(i + 1);
                Matcher closing = CLOSED.matcher(text.substring(next.start, next.end));
                if (closing.lookingAt()) {
                    moved = closing.end();
                    realigned.add(new Span(span.start, next.start + PythonText.stripRight(closing.group()).length()));
                    continue;
                }
            }
            if (span.end > span.start) realigned.add(span);
        }
        return realigned;
    }

    /// Whether a sentence ends within the context, before its last word.
    private boolean breaks(String context) {
        List<PunktToken> tokens = new ArrayList<>();
        for (String line : context.split("\n")) {
            WORD.matcher(line).results().forEach(word -> tokens.add(new PunktToken(word.group(), data)));
        }
        for (int i = 0; i + 1 < tokens.size(); i++) {
            PunktToken token = tokens.get(i);
            token.reconsider(tokens.get(i + 1), data);
            if (token.ends()) return true;
        }
        return false;
    }
}
