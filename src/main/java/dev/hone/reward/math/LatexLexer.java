package dev.hone.reward.math;

import dev.hone.reward.math.LatexToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts LaTeX into tokens. Spaces, printed or not, separate and vanish; signs of Unicode become their commands;
/// a word in a font or under an accent (`\text{east}`, `\overline{AB}`) is one name.
final class LatexLexer {
    private final String text;
    private int at;

    private LatexLexer(String text) {
        this.text = text;
    }

    static List<LatexToken> tokens(String latex) {
        LatexLexer lexer = new LatexLexer(latex);
        List<LatexToken> tokens = new ArrayList<>();
        for (LatexToken token = lexer.next(); token.kind() != Kind.END; token = lexer.next()) tokens.add(token);
        return tokens;
    }

    private LatexToken next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        if (at == text.length()) return LatexToken.END;
        char c = text.charAt(at);
        if (isDigit(at) || c == '.' && isDigit(at + 1)) return number();
        if (c == '\\') return command();
        at++;
        if (c < 128 && Character.isLetter(c)) return new LatexToken(Kind.LETTER, String.valueOf(c));
        String twice = at < text.length() ? text.substring(at - 1, at + 1) : "";
        if (twice.equals("<=") || twice.equals(">=") || twice.equals("!=") || twice.equals("==")) {
            at++;
            return new LatexToken(Kind.SIGN, switch (twice) { case "<=" -> "\\le"; case ">=" -> "\\ge"; case "!=" -> "\\ne"; default -> "="; });
        }
        String sign = Spellings.SIGNS.getOrDefault(String.valueOf(c), String.valueOf(c));
        return new LatexToken(sign.length() == 1 ? Kind.SIGN : Kind.COMMAND, Spellings.SYNONYMS.getOrDefault(sign, sign));
    }

    private LatexToken number() {
        int start = at;
        while (isDigit(at)) at++;
        if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(at + 1)) {
            at++;
            while (isDigit(at)) at++;
        }
        int exponent = at < text.length() && text.charAt(at) == 'E' ? at + 1 : -1;
        if (exponent > 0 && exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) exponent++;
        if (exponent > 0 && isDigit(exponent)) {
            at = exponent;
            while (isDigit(at)) at++;
        }
        return new LatexToken(Kind.NUMBER, text.substring(start, at));
    }

    private LatexToken command() {
        int start = at++;
        if (at == text.length()) throw new MathFault("a backslash at the end");
        if (isLetter(at)) while (isLetter(at)) at++;
        else at++;
        String name = text.substring(start, at);
        if (name.equals("\\ ") || Spellings.SPACES.contains(name)) return next();
        if (name.equals("\\mathbb") || Spellings.FONTS.contains(name) || Spellings.ACCENTS.containsKey(name)) return named(name);
        String meant = Spellings.SYNONYMS.getOrDefault(name, name);
        return new LatexToken(meant.startsWith("\\") ? Kind.COMMAND : Kind.SIGN, meant);
    }

    private LatexToken named(String command) {
        String content = argument();
        if (command.equals("\\mathbb")) return new LatexToken(Kind.COMMAND, "\\" + content.strip());
        String word = content.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
        String accent = Spellings.ACCENTS.get(command);
        return new LatexToken(Kind.NAME, accent == null ? word.replaceAll("[()]", "") : accent + " " + word);
    }

    /// What stands in the braces that follow, or the one letter.
    private String argument() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
        if (at == text.length()) throw new MathFault("a command lacks its argument");
        if (text.charAt(at) != '{') return text.substring(at, ++at);
        int end = Braces.close(text, at);
        if (end < 0) throw new MathFault("a brace is not closed");
        String content = text.substring(at + 1, end);
        at = end + 1;
        return content;
    }

    private boolean isDigit(int place) {
        return place < text.length() && text.charAt(place) >= '0' && text.charAt(place) <= '9';
    }

    private boolean isLetter(int place) {
        return place < text.length() && (text.charAt(place) | 32) >= 'a' && (text.charAt(place) | 32) <= 'z';
    }
}
