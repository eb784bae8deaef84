package dev.hone.reward.math;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the final answer in a text. Places where it may be are looked at in this order, and the first that can be read is it:
///
/// 1. `final answer is ... I hope`, 2. `final answer ... is` and `\boxed{...}`, 3. `answer: ...`, 4. `answer ...`, 5. any LaTeX, expression or number.
///
/// Among places of the same kind the one that ends last comes first, and of two that end together the longer one.
final class AnswerExtractor {
    private static final Pattern HOPE = Pattern.compile("\\.?\\s?I hope");
    private static final Pattern FINAL_ANSWER_IS = Pattern.compile("(?i:final answer is):?\\s*");
    private static final Pattern FINAL_ANSWER = Pattern.compile("(?i:final answer)");
    private static final Pattern IS = Pattern.compile("\\s+is:?\\s*");
    private static final Pattern ANSWER_COLON = Pattern.compile("(?i:answer):");
    private static final Pattern ANSWER = Pattern.compile("(?i:answer)");
    private static final Pattern NOTHING = Pattern.compile("");
    private static final Pattern EQUATION = Pattern.compile("(?<![\\\\<!>])=");

    private static final Pattern PLAIN_HOPE = plain("(?i:final answer is):?\\s*", "\\.?\\s?I hope");
    private static final Pattern PLAIN_FINAL = plain("(?i:final answer.{0,100}?)\\s+is:?", "");
    private static final Pattern PLAIN_COLON = plain("(?i:answer):(?:.{0,100}=\\s*|.{0,50}?)", "(?!\\s*=)");
    private static final Pattern PLAIN_ANSWER = plain("(?i:answer)(?:.{0,100}=\\s*|.{0,50}?)", "(?!\\s*=)");
    private static final Pattern PLAIN_EXPRESSION = Pattern.compile(PlainText.EXPRESSION_IN_TEXT, Pattern.UNIX_LINES);
    private static final Pattern PLAIN_NUMBER = Pattern.compile(PlainText.NUMBER_IN_TEXT, Pattern.UNIX_LINES);

    private final String text;
    private final Environments environments;

    private AnswerExtractor(String text) {
        this.text = text;
        environments = new Environments(text);
    }

    private static Pattern plain(String before, String after) {
        return Pattern.compile(before + "(?:" + PlainText.EXPRESSION_IN_TEXT + "|" + PlainText.NUMBER_IN_TEXT + ")" + after, Pattern.UNIX_LINES);
    }

    /// A place in the text where the answer may be.
    private record Place(int start, int end, Supplier<Extracted> reading) {}

    static Extracted extract(String text) {
        return new AnswerExtractor(text).extract();
    }

    private Extracted extract() {
        List<Supplier<Stream<Place>>> kinds = List.of(
                () -> Stream.concat(latex(FINAL_ANSWER_IS, 0, NOTHING, HOPE), plain(PLAIN_HOPE)),
                () -> Stream.of(latex(FINAL_ANSWER, 100, IS, NOTHING), boxed(), plain(PLAIN_FINAL)).flatMap(places -> places),
                () -> Stream.concat(latex(ANSWER_COLON, 50, NOTHING, NOTHING), plain(PLAIN_COLON)),
                () -> Stream.concat(latex(ANSWER, 50, NOTHING, NOTHING), plain(PLAIN_ANSWER)),
                () -> Stream.of(rows(false), plain(PLAIN_EXPRESSION), plain(PLAIN_NUMBER)).flatMap(places -> places));
        String first = null;
        for (Supplier<Stream<Place>> kind : kinds) {
            for (Place place : kind.get().sorted(Comparator.comparingInt(Place::end).reversed().thenComparingInt(Place::start)).toList()) {
                Extracted found = place.reading.get();
                if (first == null && found.text() != null && !found.text().isEmpty()) first = found.text();
                if (found.object() != null) return new Extracted(found.object(), first);
            }
        }
        return new Extracted(null, first);
    }

    /// LaTeX after an anchor.
    /// @param reach how many characters may be between the anchor and the link
    private Stream<Place> latex(Pattern anchor, int reach, Pattern link, Pattern tail) {
        List<Place> places = new ArrayList<>();
        Matcher matcher = anchor.matcher(text);
        for (int from = 0; from <= text.length() && matcher.find(from); ) {
            Place place = after(matcher.start(), matcher.end(), reach, link, tail);
            if (place != null) places.add(place);
            from = place == null ? matcher.start() + 1 : place.end;
        }
        return places.stream();
    }

    private Place after(int start, int from, int reach, Pattern link, Pattern tail) {
        for (int at = from; at <= Math.min(from + reach, text.length()); at++) {
            Matcher linked = link.matcher(text).region(at, text.length());
            Environments.Row row = linked.lookingAt() ? environments.rowAt(linked.end(), false) : null;
            if (row == null) continue;
            Matcher ended = tail.matcher(text).region(row.end(), text.length());
            if (ended.lookingAt()) return new Place(start, ended.end(), () -> read(row));
        }
        return null;
    }

    private Stream<Place> rows(boolean boxed) {
        return environments.rows(boxed).stream().map(row -> new Place(row.start(), row.end(), () -> read(row)));
    }

    /// Environments with a box in them, and all from the first box to the last brace of the text, for boxes outside of any.
    private Stream<Place> boxed() {
        int start = text.indexOf("\\boxed{");
        int end = text.lastIndexOf('}') + 1;
        Stream<Place> bare = start < 0 || end - start <= "\\boxed{}".length() ? Stream.of()
                : Stream.of(new Place(start, end, () -> read(text.substring(start, end), true, false)));
        return Stream.concat(rows(true), bare);
    }

    private Stream<Place> plain(Pattern pattern) {
        return pattern.matcher(text).results().map(match -> new Place(match.start(), match.end(), () -> PlainText.read(match)));
    }

    /// Several environments in a row are a set, if all can be read.
    private static Extracted read(Environments.Row row) {
        List<Extracted> parts = row.parts().stream().map(part -> read(part.latex(), false, part.percent())).toList();
        if (parts.size() == 1 || parts.stream().anyMatch(part -> part.object() == null)) return parts.getFirst();
        List<MathObject> objects = parts.stream().map(Extracted::object)
                .flatMap(object -> object instanceof MathObject.FiniteSet(var inner) ? inner.stream() : Stream.of(object)).toList();
        return new Extracted(new MathObject.FiniteSet(objects), String.join(" and ", parts.stream().map(Extracted::text).toList()));
    }

    private static Extracted read(String latex, boolean lastBox, boolean percent) {
        String cleaned = LatexCleaner.cleaned(latex, lastBox);
        MathObject object = parsed(cleaned);
        return new Extracted(percent && object instanceof Term term ? new Term.Percent(term) : object, cleaned);
    }

    /// Where a long chain of equations cannot be read, its last side may.
    private static MathObject parsed(String latex) {
        try {
            return LatexParser.parse(latex);
        } catch (MathFault fault) {
            String[] sides = EQUATION.split(latex, -1);
            return sides.length > 2 && !latex.contains(",") && !latex.contains(";") ? parsed(sides[sides.length - 1]) : null;
        }
    }
}
