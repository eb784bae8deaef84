package dev.hone.eval.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A value as Python has it: whole numbers and reals are different types, and so are lists and tuples.
public sealed interface PythonValue {
    record None() implements PythonValue {}

    record Truth(boolean value) implements PythonValue {}

    record Whole(BigInteger value) implements PythonValue {}

    record Real(double value) implements PythonValue {}

    record Text(String value) implements PythonValue {}

    record ListOf(List<PythonValue> items) implements PythonValue {}

    record TupleOf(List<PythonValue> items) implements PythonValue {}

    /// In the order in which the keys came.
    record Dict(Map<PythonValue, PythonValue> entries) implements PythonValue {}

    /// What `json.loads` makes of it.
    static PythonValue of(JsonNode json) {
        return switch (json.getNodeType()) {
            case BOOLEAN -> new Truth(json.booleanValue());
            case NUMBER -> json.isIntegralNumber() ? new Whole(json.bigIntegerValue()) : new Real(json.doubleValue());
            case STRING -> new Text(json.stringValue());
            case ARRAY -> new ListOf(json.valueStream().map(PythonValue::of).toList());
            case OBJECT -> {
                Map<PythonValue, PythonValue> entries = new LinkedHashMap<>();
                json.properties().forEach(entry -> entries.put(new Text(entry.getKey()), of(entry.getValue())));
                yield new Dict(entries);
            }
            default -> new None();
        };
    }

    /// What `json.dumps` and reading back make of it: tuples are lists, keys are texts.
    default JsonNode json() {
        var nodes = JsonMapper.shared().getNodeFactory();
        return switch (this) {
            case None _ -> nodes.nullNode();
            case Truth(boolean value) -> nodes.booleanNode(value);
            case Whole(BigInteger value) -> value.bitLength() < 32 ? nodes.numberNode(value.intValue()) : nodes.numberNode(value);
            case Real(double value) -> nodes.numberNode(value);
            case Text(String value) -> nodes.stringNode(value);
            case ListOf(var items) -> array(items);
            case TupleOf(var items) -> array(items);
            case Dict(var entries) -> {
                ObjectNode object = nodes.objectNode();
                entries.forEach((key, value) -> object.set(key instanceof Text(String text) ? text : key.repr(), value.json()));
                yield object;
            }
        };
    }

    private static ArrayNode array(List<PythonValue> items) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        items.forEach(item -> array.add(item.json()));
        return array;
    }

    /// Python's `==`: numbers of any type are equal when their values are, and `True` is 1.
    default boolean same(PythonValue other) {
        return switch (this) {
            case Truth _, Whole _, Real _ -> other instanceof Truth || other instanceof Whole || other instanceof Real ? sameNumber(this, other) : false;
            case ListOf(var items) -> other instanceof ListOf(var others) && same(items, others);
            case TupleOf(var items) -> other instanceof TupleOf(var others) && same(items, others);
            case Dict(var entries) -> other instanceof Dict(var others) && entries.size() == others.size()
                    && entries.entrySet().stream().allMatch(entry -> others.containsKey(entry.getKey()) && entry.getValue().same(others.get(entry.getKey())));
            case None _, Text _ -> equals(other);
        };
    }

    /// Python's `in`.
    default boolean isIn(List<PythonValue> values) {
        return values.stream().anyMatch(this::same);
    }

    private static boolean same(List<PythonValue> one, List<PythonValue> other) {
        if (one.size() != other.size()) return false;
        for (int i = 0; i < one.size(); i++) if (!one.get(i).same(other.get(i))) return false;
        return true;
    }

    private static boolean sameNumber(PythonValue one, PythonValue other) {
        double first = real(one), second = real(other);
        if (Double.isNaN(first) || Double.isInfinite(first) || Double.isNaN(second) || Double.isInfinite(second)) return first == second;
        return exact(one).compareTo(exact(other)) == 0;
    }

    private static double real(PythonValue number) {
        return switch (number) {
            case Truth(boolean value) -> value ? 1 : 0;
            case Whole(BigInteger value) -> value.doubleValue();
            case Real(double value) -> value;
            default -> throw new IllegalArgumentException(number.repr() + " is no number");
        };
    }

    private static BigDecimal exact(PythonValue number) {
        return number instanceof Whole(BigInteger value) ? new BigDecimal(value) : new BigDecimal(real(number));
    }

    /// Python's `repr`.
    default String repr() {
        return switch (this) {
            case None _ -> "None";
            case Truth(boolean value) -> value ? "True" : "False";
            case Whole(BigInteger value) -> value.toString();
            case Real(double value) -> PythonText.repr(value);
            case Text(String value) -> PythonText.repr(value);
            case ListOf(var items) -> joined(items, "[", "]");
            case TupleOf(var items) -> items.size() == 1 ? "(" + items.getFirst().repr() + ",)" : joined(items, "(", ")");
            case Dict(var entries) -> entries.entrySet().stream().map(entry -> entry.getKey().repr() + ": " + entry.getValue().repr()).collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private static String joined(List<PythonValue> items, String open, String close) {
        return items.stream().map(PythonValue::repr).collect(Collectors.joining(", ", open, close));
    }
}
