package dev.hone.eval.tau;

import dev.hone.eval.python.PythonArithmetic;
import dev.hone.eval.python.PythonFault;
import dev.hone.eval.python.PythonParser;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Toolbox;
import java.math.BigDecimal;
import java.math.RoundingMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;

/// Sums of money as Python computes them: whole numbers stay whole, reals are doubles.
final class Amounts {
    static final JsonNode ZERO = IntNode.valueOf(0);
    private static final String CALCULABLE = "0123456789+-*/(). ";

    private Amounts() {}

    static JsonNode sum(JsonNode one, JsonNode other) {
        return computed(one, "+", other);
    }

    static JsonNode difference(JsonNode one, JsonNode other) {
        return computed(one, "-", other);
    }

    static JsonNode times(JsonNode amount, int count) {
        return computed(amount, "*", IntNode.valueOf(count));
    }

    private static JsonNode computed(JsonNode one, String operator, JsonNode other) {
        return PythonArithmetic.binary(PythonValue.of(one), operator, PythonValue.of(other)).json();
    }

    static JsonNode size(JsonNode amount) {
        return amount.doubleValue() < 0 ? difference(ZERO, amount) : amount;
    }

    static boolean less(JsonNode one, JsonNode other) {
        return one.doubleValue() < other.doubleValue();
    }

    /// To the cent, from the exact value, halves to even: Python's `round(amount, 2)`.
    static JsonNode cents(JsonNode amount) {
        return amount.isIntegralNumber() ? amount : DoubleNode.valueOf(cents(amount.doubleValue()));
    }

    static double cents(double amount) {
        return new BigDecimal(amount).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
    }

    /// What the tool `calculate` answers.
    static String calculated(String expression, Edition edition) {
        if (!expression.chars().allMatch(c -> CALCULABLE.indexOf(c) >= 0)) throw edition.refusal("Invalid characters in expression");
        try {
            JsonNode value = PythonArithmetic.value(PythonParser.parse(expression)).json();
            return PythonText.repr(cents(value.doubleValue()));
        } catch (PythonFault e) {
            throw new Toolbox.Refusal(e.getMessage());
        }
    }
}
