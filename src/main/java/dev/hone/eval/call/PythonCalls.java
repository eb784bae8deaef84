package dev.hone.eval.call;

import dev.hone.eval.python.PythonArithmetic;
import dev.hone.eval.python.PythonExpression;
import dev.hone.eval.python.PythonExpression.Attribute;
import dev.hone.eval.python.PythonExpression.Binary;
import dev.hone.eval.python.PythonExpression.Call;
import dev.hone.eval.python.PythonExpression.Constant;
import dev.hone.eval.python.PythonExpression.Dict;
import dev.hone.eval.python.PythonExpression.ListOf;
import dev.hone.eval.python.PythonExpression.Name;
import dev.hone.eval.python.PythonExpression.Subscript;
import dev.hone.eval.python.PythonExpression.TupleOf;
import dev.hone.eval.python.PythonExpression.Unary;
import dev.hone.eval.python.PythonFault;
import dev.hone.eval.python.PythonParser;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Calls written in Python. Arguments without a name are dropped, names stand for their own text, arithmetic is computed.
/// Source: gorilla's `ast_parse`, of which also the peculiarities are kept: any sign in front of a number is a minus.
final class PythonCalls {
    private PythonCalls() {}

    static List<FunctionCall> of(String text) {
        PythonExpression expression = PythonParser.parse(PythonText.strip(PythonText.strip(text), "'"));
        return switch (expression) {
            case Call call -> List.of(call(call));
            case ListOf(var items) -> items.stream().map(PythonCalls::call).toList();
            case TupleOf(var items) -> items.stream().map(PythonCalls::call).toList();
            default -> throw new PythonFault("\"" + text + "\" is no list of calls");
        };
    }

    private static FunctionCall call(PythonExpression expression) {
        if (!(expression instanceof Call(PythonExpression function, var positional, var keywords))) throw new PythonFault("\"" + expression.source() + "\" is no call");
        Map<String, PythonValue> arguments = new LinkedHashMap<>();
        for (PythonExpression each : positional) if (each instanceof Dict(var entries))
            for (var entry : entries) if (entry.key() instanceof Constant(PythonValue.Text(String name))) arguments.put(name, value(entry.value()));
        for (var keyword : keywords) arguments.put(keyword.name(), value(keyword.value()));
        return new FunctionCall(name(function), arguments);
    }

    private static String name(PythonExpression function) {
        return switch (function) {
            case Name(String id) -> id;
            case Attribute(Name of, String name) -> name(of) + "." + name;
            case Attribute(Attribute of, String name) -> name(of) + "." + name;
            case Attribute(PythonExpression _, String name) -> name;
            default -> "";
        };
    }

    private static PythonValue value(PythonExpression expression) {
        return switch (expression) {
            case Constant(PythonValue value) -> value;
            case Name(String id) -> new PythonValue.Text(id);
            case ListOf(var items) -> new PythonValue.ListOf(items.stream().map(PythonCalls::value).toList());
            case TupleOf(var items) -> new PythonValue.TupleOf(items.stream().map(PythonCalls::value).toList());
            case Dict(var entries) -> {
                Map<PythonValue, PythonValue> values = new LinkedHashMap<>();
                for (var entry : entries) values.put(value(entry.key()), value(entry.value()));
                yield new PythonValue.Dict(values);
            }
            case Unary(String _, Constant(PythonValue value)) -> negative(value);
            case Binary binary -> PythonArithmetic.value(binary);
            case Call call when call.keywords().isEmpty() -> new PythonValue.Text(call.source());
            case Call call -> nested(call(call));
            case Subscript subscript -> new PythonValue.Text(subscript.source());
            case Unary _, Attribute _ -> throw new PythonFault("\"" + expression.source() + "\" is no value");
        };
    }

    private static PythonValue negative(PythonValue value) {
        return switch (value) {
            case PythonValue.Truth(boolean truth) -> new PythonValue.Whole(BigInteger.valueOf(truth ? -1 : 0));
            case PythonValue.Whole(BigInteger number) -> new PythonValue.Whole(number.negate());
            case PythonValue.Real(double number) -> new PythonValue.Real(-number);
            default -> throw new PythonFault(value.repr() + " has no negative");
        };
    }

    private static PythonValue nested(FunctionCall call) {
        Map<PythonValue, PythonValue> arguments = new LinkedHashMap<>();
        call.arguments().forEach((name, value) -> arguments.put(new PythonValue.Text(name), value));
        return new PythonValue.Dict(Map.of(new PythonValue.Text(call.name()), new PythonValue.Dict(arguments)));
    }
}
