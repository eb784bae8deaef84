package dev.hone.reward.math;

import dev.hone.reward.math.LatexToken.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads terms. From loose to tight: sums; products and quotients with a sign; factors side by side; what follows a factor (`!`, degrees); powers.
/// So `1/2x` is 1/(2x). A whole number beside a number or fraction is a mixed number: `2\frac12` is 5/2.
final class TermParser {
    /// Deeper than any answer and shallow enough for the thread's stack.
    private static final int DEEPEST = 100;
    private static final Set<String> GREEK = Set.of("""
            \\alpha \\beta \\gamma \\delta \\epsilon \\varepsilon \\zeta \\eta \\theta \\vartheta \\iota \\kappa \\lambda \\mu \\nu \\xi
            \\rho \\varrho \\sigma \\tau \\upsilon \\phi \\varphi \\chi \\psi \\omega \\Gamma \\Delta \\Theta \\Lambda \\Xi \\Pi \\Sigma
            \\Upsilon \\Phi \\Psi \\Omega \\ell \\hbar \\angle \\triangle \\imath \\partial \\nabla \\square
            """.strip().split("\\s+"));
    private static final Set<String> ATOMS = Set.of("\\pi", "\\infty", "\\frac", "\\sqrt", "\\binom", "\\begin", "\\lfloor", "\\lceil",
            "\\operatorname", "\\exponentialE", "\\{", "\\boxed");
    private static final Map<String, String> CLOSERS = Map.of("(", ")", "[", "]", "{", "}", "\\{", "\\}", "|", "|", "\\lfloor", "\\rfloor", "\\lceil", "\\rceil");

    private final TokenReader tokens;
    private int depth;
    private boolean inBars;

    TermParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    Term term() {
        if (depth == DEEPEST) throw new MathFault("nested more than " + DEEPEST + " deep");
        depth++;
        try {
            return sum();
        } finally {
            depth--;
        }
    }

    private Term sum() {
        Term sum = product(true);
        while (tokens.isNext("+") || tokens.isNext("-")) {
            boolean minus = tokens.next().is("-");
            Term part = product(true);
            sum = minus ? Term.difference(sum, part) : Term.sum(sum, part);
        }
        return sum;
    }

    /// @param functions whether one may stand among the factors; the argument of `\sin 2x \cos x` ends before the next
    private Term product(boolean functions) {
        Term product = signed(functions);
        while (true) {
            if (tokens.skip("*")) product = Term.product(product, signed(functions));
            else if (tokens.skip("/")) product = Term.quotient(product, signed(functions));
            else if (tokens.skip("\\mod")) product = new Term.Call("mod", List.of(product, signed(functions)));
            else return product;
        }
    }

    private Term signed(boolean functions) {
        int minuses = 0;
        while (tokens.isNext("+") || tokens.isNext("-")) if (tokens.next().is("-")) minuses++;
        Term term = sideBySide(functions);
        for (int i = 0; i < minuses; i++) term = Term.negated(term);
        return term;
    }

    private Term sideBySide(boolean functions) {
        List<Term> factors = new ArrayList<>(List.of(factor()));
        while (beginsFactor(functions)) factors.add(factor());
        Term rest = factors.removeLast();
        for (Term factor : factors.reversed()) rest = beside(factor, rest);
        return rest;
    }

    private static Term beside(Term left, Term right) {
        boolean mixed = left instanceof Term.Number(var whole, var decimal) && !decimal && whole.isWhole()
                && right instanceof Term.Number(var part, var alsoDecimal) && !alsoDecimal && part.signum() > 0;
        return mixed ? new Term.Number(((Term.Number) left).value().plus(((Term.Number) right).value()), false) : Term.product(left, right);
    }

    private boolean beginsFactor(boolean functions) {
        LatexToken token = tokens.peek();
        return switch (token.kind()) {
            case NUMBER, LETTER, NAME -> true;
            case SIGN -> token.is("(") || token.is("[") || token.is("{") || token.is("|") && !inBars;
            case COMMAND -> isAtom(token.text()) || functions && !token.is("\\mod") && Functions.isKnown(token.text());
            case END -> false;
        };
    }

    private static boolean isAtom(String command) {
        return GREEK.contains(command) || ATOMS.contains(command);
    }

    private Term factor() {
        Term term = power();
        while (true) {
            if (tokens.skip("!")) term = new Term.Call("factorial", List.of(term));
            else if (!tokens.skip("\\degree")) return term;
        }
    }

    private Term power() {
        Term base = primary();
        while (tokens.isNext("^")) {
            int place = tokens.place();
            tokens.next();
            if (skipDegree()) continue;
            if (tokens.isNext("{") || beginsFactor(false) || tokens.isNext("-")) base = new Term.Power(base, script());
            else {
                tokens.backTo(place);
                return base;
            }
        }
        return base;
    }

    /// `^\circ` and `^{\circ}` are printed and mean nothing here: degrees equal their number.
    private boolean skipDegree() {
        int place = tokens.place();
        if (tokens.skip("\\degree")) return true;
        if (tokens.skip("{") && tokens.skip("\\degree") && tokens.skip("}")) return true;
        tokens.backTo(place);
        return false;
    }

    /// A superscript or subscript: what is in braces, or one number or name.
    private Term script() {
        if (tokens.isNext("{")) return group("{");
        if (tokens.skip("-")) return Term.negated(primary());
        return primary();
    }

    /// An argument in braces or, as TeX has it, the next digit or name.
    private Term argument() {
        if (tokens.isNext("{")) return group("{");
        return tokens.peek().kind() == Kind.NUMBER ? number(tokens.digit()) : primary();
    }

    private Term primary() {
        LatexToken token = tokens.peek();
        if (token.kind() == Kind.SIGN || token.is("\\{") || token.is("\\lfloor") || token.is("\\lceil")) return group(token.text());
        tokens.next();
        return switch (token.kind()) {
            case NUMBER -> number(token);
            case LETTER -> letter(token.text());
            case NAME -> symbol(token.text());
            case COMMAND -> command(token.text());
            case SIGN, END -> throw new MathFault("a term is missing at the end");
        };
    }

    private Term number(LatexToken token) {
        Term.Number number = new Term.Number(Rational.parse(token.text()), !token.text().chars().allMatch(Character::isDigit));
        if (tokens.skip("_")) script();
        return tokens.skip("%") ? new Term.Percent(number) : number;
    }

    private Term letter(String letter) {
        return letter.equals("e") && !tokens.isNext("_") ? Term.Constant.E : symbol(letter.toLowerCase(Locale.ROOT));
    }

    /// A name with its subscript; before `(` with one name or number, or several terms, in it, it is a function.
    private Term symbol(String name) {
        String full = tokens.skip("_") ? name + "_" + subscript() : name;
        return functionCall(full);
    }

    private String subscript() {
        if (!tokens.isNext("{")) return tokens.next().text().toLowerCase(Locale.ROOT);
        StringBuilder text = new StringBuilder();
        int open = 0;
        do {
            if (tokens.isAtEnd()) throw new MathFault("a subscript is not closed");
            String part = tokens.next().text();
            open += part.equals("{") ? 1 : part.equals("}") ? -1 : 0;
            text.append(part.toLowerCase(Locale.ROOT));
        } while (open > 0);
        return text.substring(1, text.length() - 1);
    }

    private Term functionCall(String name) {
        int place = tokens.place();
        if (tokens.skip("(")) {
            try {
                List<Term> arguments = terms();
                boolean call = arguments.size() > 1 || arguments.getFirst() instanceof Term.Symbol || arguments.getFirst() instanceof Term.Number;
                if (call && tokens.skip(")")) return new Term.Call(name, arguments);
            } catch (MathFault _) {
                // no list of arguments, so a factor in parentheses or the end of an interval
            }
            tokens.backTo(place);
        }
        return new Term.Symbol(name);
    }

    private List<Term> terms() {
        List<Term> terms = new ArrayList<>(List.of(term()));
        while (tokens.skip(",")) terms.add(term());
        return terms;
    }

    private Term group(String open) {
        String close = CLOSERS.get(open);
        if (close == null) throw new MathFault("a term cannot begin with " + open);
        Term inner = inside(open, close);
        return switch (open) {
            case "|" -> new Term.Call("abs", List.of(inner));
            case "\\lfloor" -> new Term.Call("floor", List.of(inner));
            case "\\lceil" -> new Term.Call("ceil", List.of(inner));
            default -> inner;
        };
    }

    /// Right inside of bars, a bar closes them.
    private Term inside(String open, String close) {
        boolean outside = inBars;
        inBars = open.equals("|");
        try {
            tokens.next();
            Term inner = term();
            if (tokens.skip("\\choose")) inner = new Term.Call("binomial", List.of(inner, term()));
            tokens.expect(close);
            return inner;
        } finally {
            inBars = outside;
        }
    }

    private Term command(String command) {
        return switch (command) {
            case "\\pi" -> Term.Constant.PI;
            case "\\infty" -> Term.Constant.INFINITY;
            case "\\exponentialE" -> Term.Constant.E;
            case "\\frac" -> fraction();
            case "\\binom" -> new Term.Call("binomial", List.of(argument(), argument()));
            case "\\sqrt" -> root();
            case "\\boxed" -> group("{");
            case "\\begin" -> matrix();
            case "\\operatorname" -> function("\\" + operatorName());
            default -> {
                if (Functions.isKnown(command)) yield function(command);
                if (GREEK.contains(command)) yield symbol(command.substring(1).toLowerCase(Locale.ROOT));
                throw new MathFault("cannot read " + command);
            }
        };
    }

    private Term fraction() {
        boolean digits = tokens.peek().kind() == Kind.NUMBER;
        Term over = argument();
        Term under = digits && tokens.peek().kind() == Kind.NUMBER ? number(tokens.next()) : argument();
        return Term.quotient(over, under);
    }

    private Term root() {
        if (!tokens.skip("[")) return new Term.Power(argument(), new Term.Number(new Rational(BigInteger.ONE, BigInteger.TWO), false));
        Term degree = term();
        tokens.expect("]");
        return new Term.Power(argument(), Term.quotient(Term.whole(1), degree));
    }

    private String operatorName() {
        tokens.expect("{");
        StringBuilder name = new StringBuilder();
        while (tokens.peek().kind() == Kind.LETTER) name.append(tokens.next().text());
        tokens.expect("}");
        return name.toString();
    }

    /// `\sin^2 x`, `\log_2(8)`, `\gcd(4, 6)`. Without parentheses the argument goes up to the next function or sum.
    private Term function(String command) {
        String name = Functions.name(command);
        Term power = null;
        Term base = null;
        while (tokens.isNext("^") || tokens.isNext("_")) {
            if (tokens.next().is("^")) power = script();
            else base = argument();
        }
        List<Term> arguments = functionArguments();
        if (power != null && power.equals(Term.whole(-1)) && Functions.inverse(name) != null) {
            name = Functions.inverse(name);
            power = null;
        }
        Term call = name.equals("exp") ? new Term.Power(Term.Constant.E, arguments.getFirst()) : new Term.Call(name, withBase(name, arguments, base));
        return power == null ? call : new Term.Power(call, power);
    }

    private List<Term> functionArguments() {
        int place = tokens.place();
        if (tokens.skip("(")) {
            List<Term> arguments = terms();
            if (tokens.skip(")")) return arguments;
            tokens.backTo(place);
        }
        return List.of(product(false));
    }

    private static List<Term> withBase(String name, List<Term> arguments, Term base) {
        if (!name.equals("log")) return arguments;
        return List.of(arguments.getFirst(), base == null ? Term.whole(10) : base);
    }

    private Term matrix() {
        String environment = environment();
        if (environment.equals("array") && tokens.isNext("{")) subscript();
        else if (!environment.endsWith("matrix")) throw new MathFault("cannot read \\begin{" + environment + "}");
        List<List<Term>> rows = new ArrayList<>();
        do {
            if (tokens.isNext("\\end")) break;
            List<Term> row = new ArrayList<>(List.of(term()));
            while (tokens.skip("&")) row.add(term());
            rows.add(List.copyOf(row));
        } while (tokens.skip("\\\\"));
        tokens.expect("\\end");
        if (!environment().equals(environment)) throw new MathFault("another environment ends than began");
        if (rows.isEmpty() || rows.stream().anyMatch(row -> row.size() != rows.getFirst().size())) throw new MathFault("a matrix with rows of different lengths");
        Term.Matrix matrix = new Term.Matrix(List.copyOf(rows));
        return environment.equals("vmatrix") ? new Term.Call("det", List.of(matrix)) : matrix;
    }

    private String environment() {
        tokens.expect("{");
        StringBuilder name = new StringBuilder();
        while (!tokens.skip("}")) {
            if (tokens.isAtEnd()) throw new MathFault("an environment's name is not closed");
            name.append(tokens.next().text());
        }
        return name.toString();
    }
}
