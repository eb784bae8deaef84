package dev.hone.token.template;

import dev.hone.token.template.Token.Type;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The parser's place in the tokens, with what it has to remember on the way.
final class TokenStream {
    private final List<Token> tokens;
    private int at;
    /// Names read so far in the innermost macro body; a macro asks whether `caller` is among them.
    private Set<String> namesRead = new HashSet<>();

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    Token ahead() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.type() != Type.END) at++;
        return token;
    }

    boolean is(Type type) {
        return current().type() == type;
    }

    boolean isOperator(String operator) {
        return current().isOperator(operator);
    }

    boolean isName(String name) {
        return current().isName(name);
    }

    boolean skipOperator(String operator) {
        if (!isOperator(operator)) return false;
        next();
        return true;
    }

    boolean skipName(String name) {
        if (!isName(name)) return false;
        next();
        return true;
    }

    Token expect(Type type) {
        if (!is(type)) throw unexpected(switch (type) {
            case NAME -> "a name";
            case BLOCK_END -> "%}";
            case PRINT_END -> "}}";
            default -> type.name().toLowerCase();
        });
        return next();
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) throw unexpected("'" + operator + "'");
    }

    void expectName(String name) {
        if (!skipName(name)) throw unexpected("'" + name + "'");
    }

    TemplateError unexpected(String wanted) {
        return TemplateError.syntax("expected " + wanted + ", got '" + current().described() + "'", current().line());
    }

    void read(String name) {
        namesRead.add(name);
    }

    /// Starts a macro body's own set of names and returns the set to give back to [#leaveBody].
    Set<String> enterBody() {
        Set<String> outer = namesRead;
        namesRead = new HashSet<>();
        return outer;
    }

    Set<String> leaveBody(Set<String> outer) {
        Set<String> inner = namesRead;
        namesRead = outer;
        outer.addAll(inner);
        return inner;
    }
}
