package dev.hone.eval.milestone;

import dev.hone.eval.Item;
import dev.hone.eval.python.PythonValue;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// How alike a cell of a table and its target are, from 0 to 1. An empty cell says nothing where a value is wanted and compared
/// exactly, so it does not count, as officially.
public enum ColumnMeasure {
    /// The same.
    EXACT,
    /// The F-measure of [RougeL].
    ROUGE_L,
    /// One of the tool calls that a message made is the one wanted, or one of those wanted: the same name and, of the arguments, the same where one is named.
    TOOL_TRACE,
    /// Numbers no further apart than the column's tolerance.
    CLOSE,
    /// The text has the target in it.
    CONTAINS,
    /// Anything.
    ANY;

    private static final Map<String, ColumnMeasure> BY_NAME = Map.of("exact", EXACT, "rouge_l", ROUGE_L, "tool_trace", TOOL_TRACE, "close", CLOSE, "contains", CONTAINS, "any", ANY);

    /// Columns whose measure depends on what they hold; all others are compared exactly.
    private static final Map<String, ColumnMeasure> USUAL = Map.of("SANDBOX.content", ROUGE_L, "SANDBOX.openai_tool_call_id", ANY, "SANDBOX.openai_function_name", ANY,
            "SANDBOX.tool_call_exception", ANY, "SANDBOX.tool_trace", TOOL_TRACE, "CONTACT.relationship", ROUGE_L, "MESSAGING.content", ROUGE_L, "REMINDER.content", ROUGE_L);

    static ColumnMeasure named(String name, Item fields, String field) {
        return Names.find(BY_NAME, name, fields, field);
    }

    /// The measure of a column where a scenario names none.
    static ColumnMeasure usual(String table, String column) {
        return USUAL.getOrDefault(table + "." + column, EXACT);
    }

    /// @param cell       null in JSON for an empty one
    /// @param tolerances how far numbers may be apart, by column or by argument of a tool
    OptionalDouble of(String column, JsonNode cell, JsonNode target, Map<String, Double> tolerances) {
        return switch (this) {
            case EXACT -> cell.isNull() && !target.isNull() ? OptionalDouble.empty() : zeroOrOne(same(cell, target));
            case ROUGE_L -> OptionalDouble.of(cell.isString() ? RougeL.of(target.asString(), cell.stringValue()).fmeasure() : 0);
            case TOOL_TRACE -> zeroOrOne(toolTrace(target, cell, tolerances));
            case CLOSE -> zeroOrOne(close(cell, target, tolerances.get(column)));
            case CONTAINS -> cell.isNull() ? OptionalDouble.empty() : zeroOrOne(cell.asString().contains(target.asString()));
            case ANY -> OptionalDouble.of(1);
        };
    }

    private static OptionalDouble zeroOrOne(boolean fits) {
        return OptionalDouble.of(fits ? 1 : 0);
    }

    /// Whether any call is any of those wanted.
    /// @param wanted one call with `tool_name` and `arguments`, or a list of them
    /// @param calls  a list of calls; null in JSON for none
    public static boolean toolTrace(JsonNode wanted, JsonNode calls, Map<String, Double> tolerances) {
        List<JsonNode> accepted = wanted.isArray() ? wanted.valueStream().toList() : List.of(wanted);
        return calls.valueStream().anyMatch(call -> accepted.stream().anyMatch(each -> call.path("tool_name").equals(each.path("tool_name"))
                && each.path("arguments").properties().stream().allMatch(argument -> call.path("arguments").has(argument.getKey())
                && close(call.path("arguments").get(argument.getKey()), argument.getValue(), tolerances.get(argument.getKey())))));
    }

    /// @param tolerance null for equal alone
    private static boolean close(JsonNode one, JsonNode other, Double tolerance) {
        if (tolerance != null && one.isNumber() && other.isNumber()) return Math.abs(one.doubleValue() - other.doubleValue()) <= tolerance;
        return same(one, other);
    }

    static boolean same(JsonNode one, JsonNode other) {
        return PythonValue.of(one).same(PythonValue.of(other));
    }
}
