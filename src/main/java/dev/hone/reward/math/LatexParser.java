package dev.hone.reward.math;

import dev.hone.reward.math.LatexToken.Kind;
import dev.hone.reward.math.MathObject.FiniteSet;
import dev.hone.reward.math.MathObject.Interval;
import dev.hone.reward.math.MathObject.Relation;
import dev.hone.reward.math.MathObject.Relator;
import dev.hone.reward.math.MathObject.SetOperation;
import dev.hone.reward.math.MathObject.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Makes an object of an answer in LaTeX: a term, a relation, a set, an interval, a tuple, a matrix, or several of them as a set.
final class LatexParser {
    /// Only as a whole: `1,234` inside of anything else is two numbers.
    private static final Pattern THOUSANDS = Pattern.compile("\\s*-?\\d{1,3}(,\\d{3})+(\\.\\d+)?\\s*");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("\\s*-?0,\\d{3}\\s*");
    private static final Map<String, Relator> RELATORS = Map.of("=", Relator.EQUAL, "\\ne", Relator.UNEQUAL, "<", Relator.LESS,
            "\\le", Relator.LESS_EQUAL, ">", Relator.GREATER, "\\ge", Relator.GREATER_EQUAL);
    private static final Set<String> NAMED_SETS = Set.of("\\N", "\\Z", "\\Q", "\\R", "\\C");

    private final TokenReader tokens;
    private final TermParser terms;

    private LatexParser(String latex) {
        tokens = new TokenReader(LatexLexer.tokens(latex));
        terms = new TermParser(tokens);
    }

    /// @throws MathFault for what is no mathematics that we can read
    static MathObject parse(String latex) {
        if (DECIMAL_COMMA.matcher(latex).matches()) return LatexParser.parse(latex.replace(',', '.'));
        if (THOUSANDS.matcher(latex).matches()) return LatexParser.parse(latex.replace(",", ""));
        LatexParser parser = new LatexParser(latex);
        MathObject whole = parser.whole();
        if (!parser.tokens.isAtEnd()) throw new MathFault("cannot go on at " + parser.tokens.peek().text());
        return whole;
    }

    /// `x = 1, 2` gives x two values, while `x = 1, y = 2` are two statements.
    private MathObject whole() {
        MathObject values = attempt(() -> {
            MathObject name = side();
            if (!tokens.skip("=") && !tokens.skip("\\in")) throw new MathFault("no assignment");
            MathObject several = elements(this::valueElement);
            if (!(several instanceof FiniteSet) || !tokens.isAtEnd()) throw new MathFault("not several values");
            return new Relation(List.of(name, several), List.of(Relator.EQUAL));
        });
        if (values instanceof Relation assignment && assignment.isAssignment()) return assignment;
        tokens.backTo(0);
        return elements(this::element);
    }

    /// Elements between commas, groups of them between semicolons. One is itself; several are a set.
    private MathObject elements(Supplier<List<MathObject>> element) {
        List<List<MathObject>> groups = new ArrayList<>();
        do {
            List<MathObject> group = new ArrayList<>(element.get());
            while (tokens.skip(",")) group.addAll(element.get());
            groups.add(group);
        } while (tokens.skip(";"));
        if (groups.size() == 1) return groups.getFirst().size() == 1 ? groups.getFirst().getFirst() : new FiniteSet(groups.getFirst());
        boolean single = groups.stream().allMatch(group -> group.size() == 1);
        return new FiniteSet(groups.stream().map(group -> single ? group.getFirst() : (MathObject) new Tuple(group)).toList());
    }

    /// One object, or the two of `a ± b`.
    private List<MathObject> element() {
        List<MathObject> two = attempt(this::plusMinus);
        return two != null ? two : List.of(relation());
    }

    private List<MathObject> valueElement() {
        List<MathObject> two = attempt(this::plusMinus);
        if (two != null) return two;
        MathObject side = side();
        if (relator() != null) throw new MathFault("a relation among values");
        return List.of(side);
    }

    private List<MathObject> plusMinus() {
        if (tokens.skip("\\pm")) {
            Term term = terms.term();
            return List.of(Term.negated(term), term);
        }
        Term left = terms.term();
        tokens.expect("\\pm");
        Term right = terms.term();
        return List.of(Term.sum(left, right), Term.difference(left, right));
    }

    private MathObject relation() {
        List<MathObject> sides = new ArrayList<>(List.of(side()));
        List<Relator> relators = new ArrayList<>();
        while (true) {
            if (tokens.skip("\\approx")) {
                MathObject about = side();
                return sides.size() == 1 && sides.getFirst() instanceof Term name && name.hasOnlySymbols() ? about : relationOf(sides, relators);
            }
            Relator relator = relator();
            if (relator == null) return relationOf(sides, relators);
            tokens.next();
            relators.add(relator);
            sides.add(side());
        }
    }

    private static MathObject relationOf(List<MathObject> sides, List<Relator> relators) {
        if (relators.isEmpty()) return sides.getFirst();
        if (sides.getFirst() instanceof Interval pair && pair.isOpen()) sides.set(0, pair.asTuple());
        return new Relation(List.copyOf(sides), List.copyOf(relators));
    }

    private Relator relator() {
        return tokens.isNext("\\in") ? Relator.EQUAL : RELATORS.get(tokens.peek().kind() == Kind.NAME ? "" : tokens.peek().text());
    }

    /// A set or tuple where there is one that nothing but an operation on sets, a relator or the end follows; else a term.
    private MathObject side() {
        MathObject set = attempt(() -> {
            MathObject read = sets();
            if (!tokens.isAtEnd() && relator() == null && !List.of(",", ";", ")", "]", "\\}", "}", "\\pm", "\\approx").contains(tokens.peek().text()))
                throw new MathFault("a term goes on");
            return read;
        });
        return set != null ? set : terms.term();
    }

    private MathObject sets() {
        MathObject set = unions();
        while (tokens.skip("\\setminus")) set = new MathObject.Combined(SetOperation.DIFFERENCE, asSet(set), asSet(unions()));
        return set;
    }

    private MathObject unions() {
        MathObject set = intersections();
        while (tokens.skip("\\cup")) set = new MathObject.Combined(SetOperation.UNION, asSet(set), asSet(intersections()));
        return set;
    }

    private MathObject intersections() {
        MathObject set = setAtom();
        while (tokens.skip("\\cap")) set = new MathObject.Combined(SetOperation.INTERSECTION, asSet(set), asSet(setAtom()));
        return set;
    }

    private static MathObject asSet(MathObject object) {
        return object instanceof Tuple(var parts) ? new FiniteSet(parts) : object;
    }

    private MathObject setAtom() {
        LatexToken token = tokens.next();
        if (token.kind() == Kind.COMMAND && NAMED_SETS.contains(token.text())) return new MathObject.NamedSet(token.text().substring(1));
        return switch (token.kind() == Kind.NAME ? "" : token.text()) {
            case "\\emptyset" -> new MathObject.NamedSet("∅");
            case "\\{" -> braced("\\}");
            case "{" -> braced("}");
            case "(", "[" -> bracketed(token);
            default -> throw new MathFault("no set");
        };
    }

    private MathObject braced(String close) {
        if (tokens.skip(close)) return new MathObject.NamedSet("∅");
        MathObject inner = elements(this::element);
        tokens.expect(close);
        boolean plainGroup = close.equals("}") && !(inner instanceof FiniteSet);
        if (plainGroup) throw new MathFault("a group, no set");
        return inner instanceof FiniteSet ? inner : new FiniteSet(List.of(inner));
    }

    /// `(a, b)`, `[a, b)`, `(a, b, c)`, or a set operation in parentheses.
    private MathObject bracketed(LatexToken open) {
        MathObject inner = attempt(() -> {
            List<MathObject> parts = new ArrayList<>();
            do parts.addAll(element()); while (tokens.skip(",") || tokens.skip(";"));
            return closed(open, parts);
        });
        if (inner != null) return inner;
        MathObject sets = sets();
        tokens.expect(")");
        return sets;
    }

    private MathObject closed(LatexToken open, List<MathObject> parts) {
        LatexToken close = tokens.next();
        boolean openLow = open.is("(");
        boolean openHigh = close.is(")");
        if (!openHigh && !close.is("]")) throw new MathFault("an interval or tuple is not closed");
        if (parts.size() == 1 && parts.getFirst() instanceof Relation statement) return statement;
        if (parts.size() == 1) throw new MathFault("a group, no tuple");
        if (parts.size() == 2 && parts.get(0) instanceof Term low && parts.get(1) instanceof Term high) return interval(low, high, openLow, openHigh);
        if (openLow != openHigh) throw new MathFault("a tuple opens and closes differently");
        return new Tuple(parts);
    }

    /// Ends in falling order are no interval but a pair.
    private static MathObject interval(Term low, Term high, boolean openLow, boolean openHigh) {
        int order = Evaluator.order(low, high);
        if (order > 0 || order == 0 && openLow && openHigh) return new Tuple(List.of(low, high));
        if (order == 0) return new FiniteSet(List.of(low));
        return new Interval(low, high, openLow || Evaluator.isInfinite(low), openHigh || Evaluator.isInfinite(high));
    }

    /// What a reading gives, or null, with the tokens as before, when it fails.
    private <T> T attempt(Supplier<T> reading) {
        int place = tokens.place();
        try {
            return reading.get();
        } catch (MathFault _) {
            tokens.backTo(place);
            return null;
        }
    }
}
