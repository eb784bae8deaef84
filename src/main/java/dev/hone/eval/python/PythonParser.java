package dev.hone.eval.python;

import dev.hone.eval.python.PythonExpression.Attribute;
import dev.hone.eval.python.PythonExpression.Binary;
import dev.hone.eval.python.PythonExpression.Call;
import dev.hone.eval.python.PythonExpression.Constant;
import dev.hone.eval.python.PythonExpression.Dict;
import dev.hone.eval.python.PythonExpression.Entry;
import dev.hone.eval.python.PythonExpression.Keyword;
import dev.hone.eval.python.PythonExpression.ListOf;
import dev.hone.eval.python.PythonExpression.Name;
import dev.hone.eval.python.PythonExpression.Subscript;
import dev.hone.eval.python.PythonExpression.TupleOf;
import dev.hone.eval.python.PythonExpression.Unary;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads an expression of Python: literals, names, calls, arithmetic. Comparisons, lambdas, comprehensions and formatted texts
/// are refused, for a function call that a model writes has none.
public final class PythonParser {
    private static final Pattern NUMBER = Pattern.compile(
            "(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\\d[\\d_]*)?\\.\\d[\\d_]*(?:[eE][+-]?\\d+)?|\\d[\\d_]*\\.?(?:[eE][+-]?\\d+)?)");
    private static final Pattern WORD = PythonPattern.of("[^\\W\\d]\\w*");
    private static final Pattern TEXT = Pattern.compile("(?i)(r|u|)(\"\"\"|'''|\"|')");
    private static final Set<String> KEYWORDS = Set.of("and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(" "));
    private static final List<List<String>> BINARY = List.of(List.of("|"), List.of("^"), List.of("&"), List.of("<<", ">>"), List.of("+", "-"), List.of("*", "//", "/", "%", "@"));
    private static final int DEEPEST = 200;

    private final String text;
    private int at;
    private int depth;

    private PythonParser(String text) {
        this.text = text;
    }

    /// @throws PythonFault where it is no expression that can be read
    public static PythonExpression parse(String text) {
        PythonParser parser = new PythonParser(PythonText.strip(text));
        PythonExpression expression = parser.itemsOrOne();
        parser.space();
        if (parser.at < parser.text.length()) throw parser.fault();
        return expression;
    }

    private PythonFault fault() {
        return new PythonFault("no Python expression at character " + (at + 1) + " of \"" + text + "\"");
    }

    /// `a` or the tuple `a, b`.
    private PythonExpression itemsOrOne() {
        PythonExpression first = expression();
        if (!next(",")) return first;
        List<PythonExpression> items = new ArrayList<>(List.of(first));
        while (at < text.length() && !startsWith(")")) {
            items.add(expression());
            if (!next(",")) break;
        }
        return new TupleOf(items);
    }

    private PythonExpression expression() {
        if (++depth > DEEPEST) throw fault();
        PythonExpression expression = binary(0);
        depth--;
        return expression;
    }

    private PythonExpression binary(int level) {
        if (level == BINARY.size()) return unary();
        PythonExpression left = binary(level + 1);
        for (String operator; (operator = operator(BINARY.get(level))) != null; ) left = new Binary(left, operator, binary(level + 1));
        return left;
    }

    private String operator(List<String> operators) {
        for (String operator : operators) {
            boolean longer = operator.equals("*") && startsWith("**");
            if (!longer && next(operator)) return operator;
        }
        return null;
    }

    private PythonExpression unary() {
        for (String operator : List.of("-", "+", "~")) if (next(operator)) {
            if (++depth > DEEPEST) throw fault();
            PythonExpression operand = unary();
            depth--;
            return new Unary(operator, operand);
        }
        PythonExpression base = primary();
        return next("**") ? new Binary(base, "**", unary()) : base;
    }

    private PythonExpression primary() {
        PythonExpression of = atom();
        while (true) {
            if (next("(")) of = call(of);
            else if (next("[")) {
                PythonExpression index = itemsOrOne();
                expect("]");
                of = new Subscript(of, index);
            } else if (startsWith(".") && !(of instanceof Constant(PythonValue.Whole _))) {
                next(".");
                of = new Attribute(of, word());
            } else return of;
        }
    }

    private PythonExpression call(PythonExpression function) {
        List<PythonExpression> positional = new ArrayList<>();
        List<Keyword> keywords = new ArrayList<>();
        while (!next(")")) {
            PythonExpression argument = expression();
            if (argument instanceof Name(String id) && startsWith("=") && !startsWith("==")) {
                next("=");
                keywords.add(new Keyword(id, expression()));
            } else if (keywords.isEmpty()) positional.add(argument);
            else throw fault();
            if (next(")")) break;
            expect(",");
        }
        return new Call(function, positional, keywords);
    }

    private PythonExpression atom() {
        space();
        if (next("[")) return new ListOf(items("]"));
        if (next("(")) return bracketed();
        if (next("{")) return dict();
        if (next("...")) return new Constant(new PythonValue.Text("..."));
        if (found(TEXT) != null) return new Constant(new PythonValue.Text(texts()));
        Matcher number = found(NUMBER);
        if (number != null) return new Constant(number(number.group()));
        String word = word();
        return switch (word) {
            case "None" -> new Constant(new PythonValue.None());
            case "True" -> new Constant(new PythonValue.Truth(true));
            case "False" -> new Constant(new PythonValue.Truth(false));
            default -> new Name(word);
        };
    }

    private PythonExpression bracketed() {
        if (next(")")) return new TupleOf(List.of());
        PythonExpression inside = itemsOrOne();
        expect(")");
        return inside;
    }

    private List<PythonExpression> items(String close) {
        List<PythonExpression> items = new ArrayList<>();
        while (!next(close)) {
            items.add(expression());
            if (next(close)) break;
            expect(",");
        }
        return items;
    }

    private PythonExpression dict() {
        List<Entry> entries = new ArrayList<>();
        while (!next("}")) {
            PythonExpression key = expression();
            expect(":");
            entries.add(new Entry(key, expression()));
            if (next("}")) break;
            expect(",");
        }
        return new Dict(entries);
    }

    private String word() {
        space();
        Matcher word = found(WORD);
        if (word == null || KEYWORDS.contains(word.group())) throw fault();
        at = word.end();
        return word.group();
    }

    private PythonValue number(String digits) {
        at += digits.length();
        if (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) throw fault();
        String plain = digits.replace("_", "");
        if (plain.matches("0[xXoObB].*")) return new PythonValue.Whole(new BigInteger(plain.substring(2), switch (plain.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            default -> 2;
        }));
        if (!plain.matches("\\d+")) return new PythonValue.Real(Double.parseDouble(plain));
        if (plain.matches("0+[1-9].*")) throw fault();
        return new PythonValue.Whole(new BigInteger(plain));
    }

    /// Texts that stand side by side are one.
    private String texts() {
        StringBuilder joined = new StringBuilder();
        for (Matcher start; (start = found(TEXT)) != null; space()) {
            at = start.end();
            joined.append(text(start.group(2), start.group(1).equalsIgnoreCase("r")));
        }
        return joined.toString();
    }

    private String text(String quote, boolean raw) {
        StringBuilder content = new StringBuilder();
        while (!text.startsWith(quote, at)) {
            if (at >= text.length() || quote.length() == 1 && text.charAt(at) == '\n') throw fault();
            char c = text.charAt(at++);
            if (c != '\\') content.append(c);
            else if (at == text.length()) throw fault();
            else if (raw) content.append(c).append(text.charAt(at++));
            else escape(content);
        }
        at += quote.length();
        return content.toString();
    }

    private void escape(StringBuilder content) {
        char c = text.charAt(at++);
        switch (c) {
            case '\n' -> { }
            case '\\', '\'', '"' -> content.append(c);
            case 'a' -> content.append('\u0007');
            case 'b' -> content.append('\b');
            case 'f' -> content.append('\f');
            case 'n' -> content.append('\n');
            case 'r' -> content.append('\r');
            case 't' -> content.append('\t');
            case 'v' -> content.append('\u000b');
            case 'x' -> content.appendCodePoint(hexadecimal(2));
            case 'u' -> content.appendCodePoint(hexadecimal(4));
            case 'U' -> content.appendCodePoint(hexadecimal(8));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int end = at;
                while (end < at + 2 && end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '7') end++;
                content.append((char) Integer.parseInt(text.substring(at - 1, end), 8));
                at = end;
            }
            default -> content.append('\\').append(c);
        }
    }

    private int hexadecimal(int digits) {
        if (at + digits > text.length()) throw fault();
        String code = text.substring(at, at + digits);
        if (!code.matches("[0-9a-fA-F]+") || new BigInteger(code, 16).intValue() > Character.MAX_CODE_POINT || new BigInteger(code, 16).bitLength() > 21) throw fault();
        at += digits;
        return Integer.parseInt(code, 16);
    }

    private Matcher found(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        matcher.useTransparentBounds(true);
        return matcher.lookingAt() ? matcher : null;
    }

    private void space() {
        while (at < text.length()) {
            if (" \t\n\r\f".indexOf(text.charAt(at)) >= 0) at++;
            else if (text.charAt(at) == '#') while (at < text.length() && text.charAt(at) != '\n') at++;
            else if (text.startsWith("\\\n", at)) at += 2;
            else return;
        }
    }

    private boolean startsWith(String token) {
        space();
        return text.startsWith(token, at);
    }

    private boolean next(String token) {
        if (!startsWith(token)) return false;
        at += token.length();
        return true;
    }

    private void expect(String token) {
        if (!next(token)) throw fault();
    }
}
