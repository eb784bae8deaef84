package dev.hone.eval.python;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an expression of Python says, before anything is computed.
public sealed interface PythonExpression {
    record Constant(PythonValue value) implements PythonExpression {}

    record Name(String id) implements PythonExpression {}

    record Attribute(PythonExpression of, String name) implements PythonExpression {}

    record Call(PythonExpression function, List<PythonExpression> positional, List<Keyword> keywords) implements PythonExpression {}

    record Subscript(PythonExpression of, PythonExpression index) implements PythonExpression {}

    record ListOf(List<PythonExpression> items) implements PythonExpression {}

    record TupleOf(List<PythonExpression> items) implements PythonExpression {}

    record Dict(List<Entry> entries) implements PythonExpression {}

    record Unary(String operator, PythonExpression operand) implements PythonExpression {}

    record Binary(PythonExpression left, String operator, PythonExpression right) implements PythonExpression {}

    /// `name=value` in a call.
    record Keyword(String name, PythonExpression value) {}

    record Entry(PythonExpression key, PythonExpression value) {}

    /// The value where the expression is a literal, as `ast.literal_eval` takes it.
    /// @throws PythonFault where it is none
    default PythonValue literal() {
        return switch (this) {
            case Constant(PythonValue value) -> value;
            case ListOf(var items) -> new PythonValue.ListOf(literals(items));
            case TupleOf(var items) -> new PythonValue.TupleOf(literals(items));
            case Dict(var entries) -> {
                Map<PythonValue, PythonValue> values = new LinkedHashMap<>();
                for (Entry entry : entries) values.put(entry.key.literal(), entry.value.literal());
                yield new PythonValue.Dict(values);
            }
            case Unary(String operator, Constant operand) when operator.equals("-") || operator.equals("+") -> PythonArithmetic.unary(operator, operand.value);
            case Name _, Attribute _, Call _, Subscript _, Unary _, Binary _ -> throw new PythonFault("\"" + source() + "\" is no literal");
        };
    }

    private static List<PythonValue> literals(List<PythonExpression> items) {
        return items.stream().map(PythonExpression::literal).toList();
    }

    /// Python text that says the same, as `ast.unparse` writes it.
    default String source() {
        return switch (this) {
            case Constant(PythonValue value) -> value.repr();
            case Name(String id) -> id;
            case Attribute(PythonExpression of, String name) -> of.source() + "." + name;
            case Call(PythonExpression function, var positional, var keywords) -> function.source() + "(" + Stream.concat(positional.stream().map(PythonExpression::source),
                    keywords.stream().map(keyword -> keyword.name + "=" + keyword.value.source())).collect(Collectors.joining(", ")) + ")";
            case Subscript(PythonExpression of, PythonExpression index) -> of.source() + "[" + index.source() + "]";
            case ListOf(var items) -> "[" + joined(items) + "]";
            case TupleOf(var items) -> "(" + joined(items) + (items.size() == 1 ? ",)" : ")");
            case Dict(var entries) -> entries.stream().map(entry -> entry.key.source() + ": " + entry.value.source()).collect(Collectors.joining(", ", "{", "}"));
            case Unary(String operator, PythonExpression operand) -> operator + (operator.equals("not") ? " " : "") + inner(operand);
            case Binary(PythonExpression left, String operator, PythonExpression right) -> inner(left) + " " + operator + " " + inner(right);
        };
    }

    private static String joined(List<PythonExpression> items) {
        return items.stream().map(PythonExpression::source).collect(Collectors.joining(", "));
    }

    private static String inner(PythonExpression part) {
        return part instanceof Binary ? "(" + part.source() + ")" : part.source();
    }
}
