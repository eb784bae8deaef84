package dev.hone.eval.python;

import dev.hone.eval.python.PythonValue.Real;
import dev.hone.eval.python.PythonValue.Text;
import dev.hone.eval.python.PythonValue.Truth;
import dev.hone.eval.python.PythonValue.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Python's arithmetic on numbers, and `+` on texts.
public final class PythonArithmetic {
    /// No exponent of `**` and no result may be longer; Python would try.
    private static final int LONGEST = 100_000;

    private PythonArithmetic() {}

    /// The value of an expression of numbers.
    /// @throws PythonFault where it has none
    public static PythonValue value(PythonExpression expression) {
        return switch (expression) {
            case PythonExpression.Constant(PythonValue value) -> value;
            case PythonExpression.Unary(String operator, PythonExpression operand) -> unary(operator, value(operand));
            case PythonExpression.Binary(PythonExpression left, String operator, PythonExpression right) -> binary(value(left), operator, value(right));
            case PythonExpression.Name _, PythonExpression.Attribute _, PythonExpression.Call _, PythonExpression.Subscript _, PythonExpression.ListOf _,
                    PythonExpression.TupleOf _, PythonExpression.Dict _ -> throw new PythonFault("\"" + expression.source() + "\" is no arithmetic");
        };
    }

    static PythonValue unary(String operator, PythonValue of) {
        PythonValue number = of instanceof Truth(boolean value) ? new Whole(value ? BigInteger.ONE : BigInteger.ZERO) : of;
        return switch (operator) {
            case "+" -> isNumber(number) ? number : fault(operator, of);
            case "-" -> switch (number) {
                case Whole(BigInteger value) -> new Whole(value.negate());
                case Real(double value) -> new Real(-value);
                default -> fault(operator, of);
            };
            case "~" -> number instanceof Whole(BigInteger value) ? new Whole(value.not()) : fault(operator, of);
            default -> fault(operator, of);
        };
    }

    private static boolean isNumber(PythonValue value) {
        return value instanceof Whole || value instanceof Real;
    }

    private static PythonValue fault(String operator, PythonValue of) {
        throw new PythonFault("\"" + operator + "\" is not for " + of.repr());
    }

    /// The value of `left operator right`.
    /// @throws PythonFault where Python raises an error
    public static PythonValue binary(PythonValue left, String operator, PythonValue right) {
        if (left instanceof Text(String first) && right instanceof Text(String second) && operator.equals("+")) return new Text(first + second);
        if (left instanceof Truth) return binary(unary("+", left), operator, right);
        if (right instanceof Truth) return binary(left, operator, unary("+", right));
        if (left instanceof Whole(BigInteger first) && right instanceof Whole(BigInteger second)) return wholes(first, operator, second);
        if (isNumber(left) && isNumber(right)) return new Real(reals(real(left), operator, real(right)));
        return fault(operator, left);
    }

    private static double real(PythonValue number) {
        return number instanceof Real(double value) ? value : ((Whole) number).value().doubleValue();
    }

    private static PythonValue wholes(BigInteger left, String operator, BigInteger right) {
        boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
        if (divides && right.signum() == 0) throw new PythonFault("division by zero");
        return switch (operator) {
            case "+" -> new Whole(left.add(right));
            case "-" -> new Whole(left.subtract(right));
            case "*" -> new Whole(left.multiply(right));
            case "/" -> new Real(left.bitLength() < 53 && right.bitLength() < 53 ? left.doubleValue() / right.doubleValue()
                    : new BigDecimal(left).divide(new BigDecimal(right), java.math.MathContext.DECIMAL128).doubleValue());
            case "//" -> new Whole(floor(left, right));
            case "%" -> new Whole(left.subtract(floor(left, right).multiply(right)));
            case "**" -> right.signum() < 0 ? new Real(reals(left.doubleValue(), operator, right.doubleValue())) : power(left, right);
            default -> fault(operator, new Whole(left));
        };
    }

    private static BigInteger floor(BigInteger left, BigInteger right) {
        BigInteger[] parts = left.divideAndRemainder(right);
        return parts[1].signum() != 0 && parts[1].signum() != right.signum() ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static PythonValue power(BigInteger base, BigInteger exponent) {
        if (exponent.bitLength() > 31 || (long) base.bitLength() * exponent.intValue() > LONGEST) throw new PythonFault(base + " ** " + exponent + " is too long");
        return new Whole(base.pow(exponent.intValue()));
    }

    private static double reals(double left, String operator, double right) {
        boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
        if (divides && right == 0) throw new PythonFault("division by zero");
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> Math.floor(left / right);
            case "%" -> {
                double rest = left % right;
                yield rest != 0 && rest < 0 != right < 0 ? rest + right : rest;
            }
            case "**" -> Math.pow(left, right);
            default -> throw new PythonFault("\"" + operator + "\" is not for reals");
        };
    }
}
