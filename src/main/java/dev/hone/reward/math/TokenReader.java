package dev.hone.reward.math;

import dev.hone.reward.math.LatexToken.Kind;
import java.util.ArrayList;
import java.util.List;

/// A place in a list of tokens, which moves on as they are read and can be set back.
/// Reading ends with a fault after many steps, so that no text, however nested, keeps a parser that tries again busy for long.
final class TokenReader {
    private static final int MOST_STEPS = 200_000;

    private final List<LatexToken> tokens;
    private int at;
    private int steps;

    TokenReader(List<LatexToken> tokens) {
        this.tokens = new ArrayList<>(tokens);
    }

    LatexToken peek() {
        return at < tokens.size() ? tokens.get(at) : LatexToken.END;
    }

    LatexToken next() {
        if (++steps > MOST_STEPS) throw new MathFault("too nested to read");
        LatexToken token = peek();
        at++;
        return token;
    }

    boolean isNext(String text) {
        return peek().is(text);
    }

    boolean skip(String text) {
        if (!isNext(text)) return false;
        next();
        return true;
    }

    void expect(String text) {
        if (!skip(text)) throw new MathFault("expected " + text + ", found " + (isAtEnd() ? "the end" : peek().text()));
    }

    boolean isAtEnd() {
        return peek().kind() == Kind.END;
    }

    int place() {
        return at;
    }

    void backTo(int place) {
        at = place;
    }

    /// The first digit of the number that comes next; the others become a number of their own, as in `\frac12`.
    LatexToken digit() {
        String number = peek().text();
        if (number.length() > 1) {
            tokens.set(at, new LatexToken(Kind.NUMBER, number.substring(0, 1)));
            tokens.add(at + 1, new LatexToken(Kind.NUMBER, number.substring(1)));
        }
        return next();
    }
}
