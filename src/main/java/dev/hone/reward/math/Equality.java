package dev.hone.reward.math;

import dev.hone.reward.math.MathObject.Combined;
import dev.hone.reward.math.MathObject.FiniteSet;
import dev.hone.reward.math.MathObject.Interval;
import dev.hone.reward.math.MathObject.NamedSet;
import dev.hone.reward.math.MathObject.Relation;
import dev.hone.reward.math.MathObject.Relator;
import dev.hone.reward.math.MathObject.SetObject;
import dev.hone.reward.math.MathObject.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Whether an answer says the same as the right one. Not symmetric: the right answer decides what form is asked for.
/// It may be `x = 5` or `1 < x < 2`, and `5` or `(1, 2)` answers it; where it is an interval, an inequality does not.
/// @param endsAt when to give up, on the clock of `System.nanoTime`
record Equality(long endsAt) {
    /// @throws Evaluator.OutOfTime when that takes too long
    boolean same(MathObject right, MathObject answer) {
        Relation rightAssigns = right instanceof Relation relation && relation.isAssignment() ? relation.ends() : null;
        MathObject wanted = rightAssigns != null ? rightAssigns : right;
        MathObject given = answer instanceof Relation relation && relation.isAssignment() ? relation.ends() : answer;
        boolean wantsEquation = wanted instanceof Relation relation && relation.isEquation();
        boolean givesEquation = given instanceof Relation relation && relation.isEquation();
        if (givesEquation && !wantsEquation) given = ((Relation) given).sides().getLast();
        else if (rightAssigns != null && !givesEquation) wanted = rightAssigns.sides().getLast();

        if (wanted.equals(given)) return true;
        if (wanted instanceof Relation a && given instanceof Relation b) return sameRelations(a, b);
        if (wanted instanceof Relation a && given instanceof SetObject b) return sameRealNumbers(a, b);
        if (wanted instanceof Relation || given instanceof Relation) return false;
        if (!(wanted instanceof Term a) || !(given instanceof Term b)) return sameCollections(wanted, given);
        if (a instanceof Term.Symbol || b instanceof Term.Symbol) return sameNames(a, b);
        return sameTerms(a, b);
    }

    /// Names are compared letter by letter, so that a word in `\text` equals the word in letters that look like a product,
    /// and `\text{12}` equals 12.
    private static boolean sameNames(Term a, Term b) {
        String left = word(a);
        return left != null && left.equals(word(b));
    }

    private static String word(Term term) {
        return switch (term) {
            case Term.Symbol(var name) -> name;
            case Term.Number(var value, _) when value.isWhole() -> value.numerator().toString();
            case Term.Constant constant when constant == Term.Constant.E -> "e";
            case Term.Product(var parts) when parts.stream().allMatch(part -> part instanceof Term.Symbol || part == Term.Constant.E) ->
                    String.join("", parts.stream().map(Equality::word).toList());
            default -> null;
        };
    }

    private boolean sameRelations(Relation a, Relation b) {
        if (a.relators().size() != b.relators().size()) return false;
        for (int i = 0; i < a.relators().size(); i++) if (!sameLinks(a.links().get(i), b.links().get(i))) return false;
        return true;
    }

    private boolean sameLinks(Relation a, Relation b) {
        Relator relator = a.relators().getFirst();
        Relator other = b.relators().getFirst();
        return relator == other && sameSides(a, b, false) || relator.flipped() == other && sameSides(a, b, true);
    }

    private boolean sameSides(Relation a, Relation b, boolean exchanged) {
        MathObject left = b.sides().get(exchanged ? 1 : 0);
        MathObject right = b.sides().get(exchanged ? 0 : 1);
        if (a.sides().get(0).equals(left) && same(a.sides().get(1), right)) return true;
        if (!(a.sides().get(0) instanceof Term p) || !(a.sides().get(1) instanceof Term q) || !(left instanceof Term r) || !(right instanceof Term s)) return false;
        Samples samples = new Samples(Term.difference(p, q), Term.difference(r, s), endsAt);
        return samples.areEqual() || a.isEquation() && isAboutSeveral(a) && samples.areProportional();
    }

    /// In one unknown, `2x = 10` is no answer where `x = 5` is wanted; in several, a curve may be written in many ways.
    private static boolean isAboutSeveral(Relation relation) {
        return names(relation).size() > 1;
    }

    private boolean sameTerms(Term a, Term b) {
        Term left = Matrices.worked(a);
        Term right = Matrices.worked(b);
        if (left instanceof Term.Matrix(var rows) && right instanceof Term.Matrix(var others)) return sameMatrices(rows, others);
        if (left instanceof Term.Matrix || right instanceof Term.Matrix) return false;
        if (isWhole(left) && isWhole(right) && unpercented(left).equals(unpercented(right))) return true;
        Samples samples = new Samples(left, right, endsAt);
        return samples.areEqual() || (isDecimal(left) || isDecimal(right)) && samples.areEqualRounded();
    }

    private boolean sameMatrices(List<List<Term>> a, List<List<Term>> b) {
        if (a.size() != b.size() || a.getFirst().size() != b.getFirst().size()) return false;
        for (int i = 0; i < a.size(); i++)
            for (int j = 0; j < a.getFirst().size(); j++) if (!sameTerms(a.get(i).get(j), b.get(i).get(j))) return false;
        return true;
    }

    private static Term unpercented(Term term) {
        return term instanceof Term.Percent(var part) ? part : term;
    }

    private static boolean isWhole(Term term) {
        return unpercented(term) instanceof Term.Number(var value, var decimal) && !decimal && value.isWhole();
    }

    private static boolean isDecimal(Term term) {
        return unpercented(term) instanceof Term.Number(_, var decimal) && decimal;
    }

    private boolean sameCollections(MathObject a, MathObject b) {
        if (a instanceof Interval left && b instanceof Interval right) return sameIntervals(left, right);
        if (a instanceof SetObject left && b instanceof SetObject right && sameRealNumbers(left, right)) return true;
        List<MathObject> wanted = listed(a, b);
        List<MathObject> given = listed(b, a);
        if (wanted == null || given == null || wanted.size() != given.size()) return false;
        return a instanceof FiniteSet || a instanceof Term ? sameInAnyOrder(wanted, given) : sameInOrder(wanted, given);
    }

    private boolean sameIntervals(Interval a, Interval b) {
        return a.openLow() == b.openLow() && a.openHigh() == b.openHigh() && same(a.low(), b.low()) && same(a.high(), b.high());
    }

    /// The things in a set or tuple; an open interval is a pair beside a collection of two; null for a set that cannot be listed.
    private static List<MathObject> listed(MathObject object, MathObject beside) {
        return switch (object) {
            case Term term -> List.of(term);
            case Tuple(var parts) -> parts;
            case FiniteSet(var parts) -> parts;
            case Interval pair when pair.isOpen() && (beside instanceof Tuple || beside instanceof FiniteSet) -> pair.asTuple().parts();
            case Interval _, Combined _, NamedSet _, Relation _ -> null;
        };
    }

    private boolean sameInOrder(List<MathObject> a, List<MathObject> b) {
        for (int i = 0; i < a.size(); i++) if (!same(a.get(i), b.get(i))) return false;
        return true;
    }

    private boolean sameInAnyOrder(List<MathObject> a, List<MathObject> b) {
        List<MathObject> left = new ArrayList<>(b);
        for (MathObject wanted : a) {
            MathObject match = left.stream().filter(given -> same(wanted, given)).findFirst().orElse(null);
            if (match == null) return false;
            left.remove(match);
        }
        return true;
    }

    private boolean sameRealNumbers(MathObject a, MathObject b) {
        try {
            return realNumbers(a).sameAs(realNumbers(b));
        } catch (MathFault _) {
            return false;
        }
    }

    /// The real numbers that an object is about.
    /// @throws MathFault where they are not finitely many intervals and points with known ends
    private RealSet realNumbers(MathObject object) {
        return switch (object) {
            case Term term -> RealSet.point(real(term));
            case FiniteSet(var parts) -> parts.stream().map(this::realNumbers).reduce(RealSet.EMPTY, RealSet::union);
            case Interval(var low, var high, var openLow, var openHigh) -> RealSet.of(real(low), openLow, real(high), openHigh);
            case NamedSet(var symbol) when symbol.equals("R") -> RealSet.ALL;
            case NamedSet(var symbol) when symbol.equals("∅") -> RealSet.EMPTY;
            case Combined(var operation, var left, var right) -> switch (operation) {
                case UNION -> realNumbers(left).union(realNumbers(right));
                case INTERSECTION -> realNumbers(left).intersection(realNumbers(right));
                case DIFFERENCE -> realNumbers(left).intersection(realNumbers(right).complement());
            };
            case Relation relation -> relation.links().stream().map(link -> solutions(link, variable(relation))).reduce(RealSet.ALL, RealSet::intersection);
            case NamedSet _, Tuple _ -> throw new MathFault("no set of real numbers");
        };
    }

    private static String variable(Relation relation) {
        Set<String> names = names(relation);
        if (names.size() != 1) throw new MathFault("not about one variable");
        return names.iterator().next();
    }

    private static Set<String> names(Relation relation) {
        Set<String> names = new TreeSet<>();
        for (MathObject side : relation.sides()) if (side instanceof Term term) names.addAll(term.symbols());
        return names;
    }

    /// Where one link of a chain holds: with a line `f = left - right`, it holds on one side of `f = 0`.
    private RealSet solutions(Relation link, String variable) {
        if (!(link.sides().get(0) instanceof Term left) || !(link.sides().get(1) instanceof Term right)) throw new MathFault("not between numbers");
        Relator relator = link.relators().getFirst();
        if (left.equals(new Term.Symbol(variable))) return RealSet.of(relator, real(right));
        if (right.equals(new Term.Symbol(variable))) return RealSet.of(relator.flipped(), real(left));
        double[] line = Samples.line(Term.difference(left, right), variable, endsAt);
        return RealSet.of(line[1] > 0 ? relator : relator.flipped(), -line[0] / line[1]);
    }

    private double real(Term term) {
        Complex value = new Evaluator(Map.of(), endsAt).value(term).complex();
        if (!value.isReal() || Double.isNaN(value.re())) throw new MathFault("no real number");
        return value.re();
    }
}
