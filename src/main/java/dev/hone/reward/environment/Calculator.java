package dev.hone.reward.environment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One tool, `calculator`, that works out an expression of decimal numbers with `+ - * /` and parentheses. Results have 16 digits.
final class Calculator implements Environment {
    private static final Tool TOOL = Tool.of("calculator", "Works out an arithmetic expression.", """
            {"type": "object", "properties": {"expression": {"type": "string", "description": "Numbers, + - * / and parentheses, such as 12 * (3 + 4)"}},
            "required": ["expression"]}""");

    @Override public List<Tool> begin(ObjectNode columns, long seed) {
        return List.of(TOOL);
    }

    @Override public ToolResult call(String tool, ObjectNode arguments) {
        JsonNode expression = arguments.path("expression");
        if (!expression.isString()) throw new IllegalArgumentException("expression is missing; expected a text such as 12 * (3 + 4)");
        return ToolResult.of(result(expression.stringValue()));
    }

    /// @throws IllegalArgumentException when it is no expression
    /// @throws ArithmeticException      when something is divided by 0
    static String result(String expression) {
        var reader = new Reader(expression);
        BigDecimal value = reader.sum(0);
        if (reader.next() != END) throw reader.unexpected();
        return value.signum() == 0 ? "0" : value.round(MathContext.DECIMAL64).stripTrailingZeros().toPlainString();
    }

    private static final char END = '\0';

    /// Reads an expression from left to right: a sum of products of numbers, negations and parentheses.
    private static final class Reader {
        private static final int DEEPEST = 100, LONGEST = 1000;
        private final String text;
        private int at;

        Reader(String text) {
            if (text.length() > LONGEST) throw new IllegalArgumentException("the expression has " + text.length() + " characters; at most " + LONGEST + " are read");
            this.text = text;
        }

        /// What comes next, blanks left out.
        char next() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
            return at < text.length() ? text.charAt(at) : END;
        }

        private boolean takes(char sign) {
            if (next() != sign) return false;
            at++;
            return true;
        }

        BigDecimal sum(int depth) {
            BigDecimal sum = product(depth);
            while (true) {
                if (takes('+')) sum = sum.add(product(depth), MathContext.DECIMAL128);
                else if (takes('-')) sum = sum.subtract(product(depth), MathContext.DECIMAL128);
                else return sum;
            }
        }

        private BigDecimal product(int depth) {
            BigDecimal product = factor(depth);
            while (true) {
                if (takes('*')) product = product.multiply(factor(depth), MathContext.DECIMAL128);
                else if (takes('/')) product = product.divide(divisor(factor(depth)), MathContext.DECIMAL128);
                else return product;
            }
        }

        private static BigDecimal divisor(BigDecimal value) {
            if (value.signum() == 0) throw new ArithmeticException("division by zero");
            return value;
        }

        private BigDecimal factor(int depth) {
            if (depth > DEEPEST) throw new IllegalArgumentException("the expression is nested more than " + DEEPEST + " deep");
            if (takes('-')) return factor(depth + 1).negate();
            if (!takes('(')) return number();
            BigDecimal inside = sum(depth + 1);
            if (!takes(')')) throw unexpected();
            return inside;
        }

        private BigDecimal number() {
            next();
            int from = at;
            while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) at++;
            try {
                return new BigDecimal(text.substring(from, at));
            } catch (NumberFormatException _) {
                at = from;
                throw unexpected();
            }
        }

        IllegalArgumentException unexpected() {
            return new IllegalArgumentException(next() == END ? "the expression ends too early" : "cannot read '" + text.charAt(at) + "' at character " + (at + 1) + " of " + text);
        }
    }
}
