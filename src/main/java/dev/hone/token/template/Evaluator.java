package dev.hone.token.template;

import dev.hone.token.template.Expr.Comparison;
import dev.hone.token.template.Expr.Given;
import dev.hone.token.template.Expr.Relation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Computes the value of an expression in a scope.
final class Evaluator {
    Object value(Expr expression, Scope scope) {
        Budget.step();
        return switch (expression) {
            case Expr.Constant(Object value, _) -> value;
            case Expr.Name(String name, _) -> scope.get(name);
            case Expr.Attribute(Expr target, String name, _) -> Members.attribute(value(target, scope), name);
            case Expr.Item(Expr target, Expr.Slice slice, _) -> slice(value(target, scope), slice, scope);
            case Expr.Item(Expr target, Expr index, _) -> Members.item(value(target, scope), value(index, scope));
            case Expr.Slice slice -> throw TemplateError.syntax("a slice stands only alone inside brackets", slice.line());
            case Expr.Call call -> call(call, Map.of(), scope);
            case Expr.Filter(Expr target, String name, Given given, _) ->
                    Filters.apply(name, value(target, scope), arguments(given, Map.of(), scope));
            case Expr.Test(Expr target, String name, Given given, _) ->
                    Tests.apply(name, value(target, scope), arguments(given, Map.of(), scope));
            case Expr.And(Expr left, Expr right, _) -> {
                Object first = value(left, scope);
                yield Types.isTrue(first) ? value(right, scope) : first;
            }
            case Expr.Or(Expr left, Expr right, _) -> {
                Object first = value(left, scope);
                yield Types.isTrue(first) ? first : value(right, scope);
            }
            case Expr.Unary(Expr.Operator operator, Expr operand, _) -> Operations.unary(operator, value(operand, scope));
            case Expr.Binary(Expr.Operator operator, Expr left, Expr right, _) ->
                    Operations.binary(operator, value(left, scope), value(right, scope));
            case Expr.Compare(Expr first, List<Comparison> others, _) -> compare(value(first, scope), others, scope);
            case Expr.Concat(List<Expr> parts, _) -> concat(parts, scope);
            case Expr.Conditional conditional -> conditional(conditional, scope);
            case Expr.ListOf(List<Expr> items, _) -> values(items, scope);
            case Expr.TupleOf(List<Expr> items, _) -> new Tuple(values(items, scope));
            case Expr.DictOf(List<Expr.Entry> entries, _) -> dict(entries, scope);
        };
    }

    boolean isTrue(Expr expression, Scope scope) {
        return Types.isTrue(value(expression, scope));
    }

    /// Applies a filter block's filters to its body.
    Object filtered(Expr.Filter filter, Object body, Scope scope) {
        Object target = filter.target() instanceof Expr.Filter inner ? filtered(inner, body, scope) : body;
        return Filters.apply(filter.name(), target, arguments(filter.given(), Map.of(), scope));
    }

    /// @param extra named arguments beyond those written
    Object call(Expr.Call call, Map<String, Object> extra, Scope scope) {
        Object callee = value(call.callee(), scope);
        Arguments arguments = arguments(call.given(), extra, scope);
        if (callee instanceof Undefined undefined) throw undefined.failure();
        if (!(callee instanceof Callable callable)) throw TemplateError.failed("'" + Types.name(callee) + "' object is not callable");
        return callable.call(arguments);
    }

    private Arguments arguments(Given given, Map<String, Object> extra, Scope scope) {
        if (given == Given.NONE && extra.isEmpty()) return Arguments.NONE;
        List<Object> positional = values(given.positional(), scope);
        Map<String, Object> named = new LinkedHashMap<>();
        for (Expr.Named argument : given.named()) {
            if (named.containsKey(argument.name())) throw TemplateError.failed("keyword argument repeated: " + argument.name());
            named.put(argument.name(), value(argument.value(), scope));
        }
        if (given.allPositional() != null) positional.addAll(Iteration.list(value(given.allPositional(), scope)));
        if (given.allNamed() != null) addAll(named, value(given.allNamed(), scope));
        named.putAll(extra);
        return new Arguments(positional, named);
    }

    private static void addAll(Map<String, Object> named, Object more) {
        if (!(more instanceof Dict dict)) throw TemplateError.failed("argument after ** must be a mapping, not " + Types.name(more));
        for (Object key : dict.keys()) {
            if (!Types.isText(key)) throw TemplateError.failed("keywords must be strings");
            if (named.put(Types.asText(key), dict.get(key, null)) != null) {
                throw TemplateError.failed("got multiple values for keyword argument '" + Types.asText(key) + "'");
            }
        }
    }

    private List<Object> values(List<Expr> items, Scope scope) {
        List<Object> values = new ArrayList<>(items.size());
        for (Expr item : items) values.add(value(item, scope));
        return values;
    }

    private Dict dict(List<Expr.Entry> entries, Scope scope) {
        var dict = new Dict();
        for (Expr.Entry entry : entries) dict.put(value(entry.key(), scope), value(entry.value(), scope));
        return dict;
    }

    private Object slice(Object target, Expr.Slice slice, Scope scope) {
        Object start = slice.start() == null ? null : value(slice.start(), scope);
        Object stop = slice.stop() == null ? null : value(slice.stop(), scope);
        Object step = slice.step() == null ? null : value(slice.step(), scope);
        return Slices.of(target, start, stop, step);
    }

    private boolean compare(Object first, List<Comparison> others, Scope scope) {
        Object left = first;
        for (Comparison comparison : others) {
            Object right = value(comparison.operand(), scope);
            if (!holds(left, comparison.relation(), right)) return false;
            left = right;
        }
        return true;
    }

    private static boolean holds(Object left, Relation relation, Object right) {
        return switch (relation) {
            case EQUAL -> Types.areEqual(left, right);
            case UNEQUAL -> !Types.areEqual(left, right);
            case LESS -> Types.compare(left, right, "<") < 0;
            case LESS_OR_EQUAL -> Types.compare(left, right, "<=") <= 0;
            case GREATER -> Types.compare(left, right, ">") > 0;
            case GREATER_OR_EQUAL -> Types.compare(left, right, ">=") >= 0;
            case IN -> Iteration.contains(right, left);
            case NOT_IN -> !Iteration.contains(right, left);
        };
    }

    private String concat(List<Expr> parts, Scope scope) {
        List<String> texts = new ArrayList<>(parts.size());
        for (Expr part : parts) texts.add(Printed.text(value(part, scope)));
        return Strings.join("", texts);
    }

    private Object conditional(Expr.Conditional conditional, Scope scope) {
        if (isTrue(conditional.test(), scope)) return value(conditional.then(), scope);
        if (conditional.otherwise() != null) return value(conditional.otherwise(), scope);
        return Undefined.because("the inline if-expression on line " + conditional.line()
                + " evaluated to false and no else section was defined.");
    }
}
