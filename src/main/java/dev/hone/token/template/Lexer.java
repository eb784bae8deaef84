package dev.hone.token.template;

import dev.hone.token.template.Token.Type;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a template's source into [Token]s, and does all of Jinja's whitespace control on the way:
/// `trim_blocks` (the newline after a block goes), `lstrip_blocks` (the indentation before a block goes),
/// `-` (all whitespace on that side goes), `+` (nothing goes). The source's own last newline is dropped.
final class Lexer {
    private static final Pattern FLOAT = Pattern.compile(
            "(?<!\\.)(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
    private static final Pattern INTEGER = Pattern.compile(
            "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\\da-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
    private static final List<String> OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=",
            "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";");
    private static final Pattern RAW_BEGIN = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(?:-%}\\s*|%})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(\\+%}|-%}\\s*|%}\\n?)", Pattern.UNICODE_CHARACTER_CLASS);

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Character> open = new ArrayDeque<>();
    private int at;
    private int line = 1;
    /// Whether the text before `at` ended in a newline: only then is what follows an indentation.
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        String text = source.replace("\r\n", "\n").replace('\r', '\n');
        var lexer = new Lexer(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        lexer.readAll();
        return lexer.tokens;
    }

    private void readAll() {
        while (at < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                data(source.substring(at));
                at = source.length();
            } else {
                readTag(tag);
            }
        }
        tokens.add(new Token(Type.END, "", null, line));
    }

    private int nextTag() {
        for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            char next = source.charAt(i + 1);
            if (next == '%' || next == '{' || next == '#') return i;
        }
        return -1;
    }

    private void readTag(int tag) {
        Matcher raw = matcherAt(RAW_BEGIN, tag);
        if (raw.lookingAt()) {
            textBefore(tag, raw.group(1), true);
            moveTo(raw.end());
            readRaw();
            return;
        }
        char kind = source.charAt(tag + 1);
        String sign = tag + 2 < source.length() && "-+".indexOf(source.charAt(tag + 2)) >= 0 ? source.substring(tag + 2, tag + 3) : "";
        textBefore(tag, sign, kind != '{');
        int begun = line;
        moveTo(tag + 2 + sign.length());
        switch (kind) {
            case '#' -> readComment(begun);
            case '%' -> {
                tokens.add(new Token(Type.BLOCK_BEGIN, "{%", null, line));
                readCode(Type.BLOCK_END);
            }
            default -> {
                tokens.add(new Token(Type.PRINT_BEGIN, "{{", null, line));
                readCode(Type.PRINT_END);
            }
        }
    }

    /// The text up to a tag, without the whitespace that the tag's sign takes away.
    private void textBefore(int tag, String sign, boolean isBlock) {
        String text = source.substring(at, tag);
        if (sign.equals("-")) {
            data(Strings.stripEnd(text));
        } else if (sign.isEmpty() && isBlock) {
            int lineStart = text.lastIndexOf('\n') + 1;
            boolean indents = (lineStart > 0 || lineStarts) && Strings.isBlank(text.substring(lineStart));
            data(indents ? text.substring(0, lineStart) : text);
        } else {
            data(text);
        }
        moveTo(tag);
    }

    private void data(String text) {
        if (!text.isEmpty()) tokens.add(new Token(Type.DATA, text, text, line));
    }

    private void moveTo(int position) {
        for (int i = at; i < position; i++) if (source.charAt(i) == '\n') line++;
        if (position > at) lineStarts = source.charAt(position - 1) == '\n';
        at = position;
    }

    private void readRaw() {
        Matcher end = RAW_END.matcher(source);
        if (!end.find(at)) throw TemplateError.syntax("a raw block is never closed with {% endraw %}", line);
        textBefore(end.start(), end.group(1), true);
        moveTo(end.end());
    }

    private void readComment(int begun) {
        int end = source.indexOf("#}", at);
        if (end < 0) throw TemplateError.syntax("a comment is never closed with #}", begun);
        char sign = end > at ? source.charAt(end - 1) : ' ';
        moveTo(end + 2);
        afterTag(sign, true);
    }

    /// Takes away the whitespace after a tag as its closing sign says.
    private void afterTag(char sign, boolean trimsNewline) {
        if (sign == '-') {
            int end = at;
            while (end < source.length() && Strings.isSpace(source.charAt(end))) end++;
            moveTo(end);
        } else if (sign != '+' && trimsNewline && at < source.length() && source.charAt(at) == '\n') {
            moveTo(at + 1);
        }
    }

    private void readCode(Type end) {
        String closing = end == Type.BLOCK_END ? "%}" : "}}";
        open.clear();
        while (at < source.length()) {
            if (Strings.isSpace(source.charAt(at))) {
                moveTo(at + 1);
            } else if (open.isEmpty() && closes(closing, end)) {
                return;
            } else {
                readWord();
            }
        }
        // Unclosed: the parser says what it was waiting for.
    }

    private boolean closes(String closing, Type end) {
        boolean signed = source.startsWith("-" + closing, at) || end == Type.BLOCK_END && source.startsWith("+" + closing, at);
        if (!signed && !source.startsWith(closing, at)) return false;
        char sign = signed ? source.charAt(at) : ' ';
        tokens.add(new Token(end, closing, null, line));
        moveTo(at + closing.length() + (signed ? 1 : 0));
        afterTag(sign, end == Type.BLOCK_END);
        return true;
    }

    private void readWord() {
        char first = source.charAt(at);
        Matcher number = matcherAt(FLOAT, at);
        if (number.lookingAt()) {
            add(Type.FLOAT, number.end(), Double.valueOf(number.group().replace("_", "")));
        } else if ((number = matcherAt(INTEGER, at)).lookingAt()) {
            add(Type.INTEGER, number.end(), integer(number.group().replace("_", "")));
        } else if (isNamePart(source.codePointAt(at))) {
            readName();
        } else if (first == '\'' || first == '"') {
            readString(first);
        } else {
            readOperator();
        }
    }

    private static Object integer(String digits) {
        if (digits.length() > Numbers.MOST_DIGITS) throw TemplateError.failed("an integer has too many digits");
        if (digits.length() > 1 && digits.charAt(0) == '0' && !Character.isDigit(digits.charAt(1))) {
            int base = switch (Character.toLowerCase(digits.charAt(1))) { case 'b' -> 2; case 'o' -> 8; default -> 16; };
            return Numbers.normal(new BigInteger(digits.substring(2), base));
        }
        return Numbers.normal(new BigInteger(digits));
    }

    private static boolean isNamePart(int codePoint) {
        return codePoint == '_' || Character.isUnicodeIdentifierPart(codePoint) && !Character.isIdentifierIgnorable(codePoint);
    }

    private void readName() {
        int end = at;
        while (end < source.length() && isNamePart(source.codePointAt(end))) end += Character.charCount(source.codePointAt(end));
        add(Type.NAME, end, null);
    }

    private void readString(char quote) {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) end += source.charAt(end) == '\\' ? 2 : 1;
        if (end >= source.length()) throw TemplateError.syntax("a text that begins with " + quote + " is never closed", line);
        add(Type.STRING, end + 1, Escapes.resolve(source.substring(at + 1, end), line));
    }

    private void readOperator() {
        for (String operator : OPERATORS) {
            if (!source.startsWith(operator, at)) continue;
            balance(operator.charAt(0));
            add(Type.OPERATOR, at + operator.length(), null);
            return;
        }
        throw TemplateError.syntax("unexpected character '" + source.substring(at, source.offsetByCodePoints(at, 1)) + "'", line);
    }

    /// Inside brackets `}}` and `%}` do not end the tag: they are closing braces or a remainder.
    private void balance(char bracket) {
        switch (bracket) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != bracket) throw TemplateError.syntax("unexpected '" + bracket + "'", line);
            }
            default -> { }
        }
    }

    private void add(Type type, int end, Object value) {
        tokens.add(new Token(type, source.substring(at, end), value, line));
        moveTo(end);
    }

    private Matcher matcherAt(Pattern pattern, int position) {
        return pattern.matcher(source).region(position, source.length()).useTransparentBounds(true);
    }
}
