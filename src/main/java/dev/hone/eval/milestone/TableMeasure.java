package dev.hone.eval.milestone;

import dev.hone.eval.Item;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How well a table, as it is after some message, is what a milestone wants of it, from 0 to 1.
///
/// Rows are matched one to one with the target's, so that the geometric mean of their likeness is greatest; a row's likeness is
/// the geometric mean over the columns that the target names. Another number of rows, or an unknown column, is 0.
/// Likeness and its logarithm are in single precision, as officially.
/// Source: Lu et al. 2024, arXiv:2408.04682; rules of ToolSandbox 165848b.
public enum TableMeasure {
    /// The table is the target.
    SNAPSHOT,
    /// The table is the reference, and the target's rows besides.
    ADDITION,
    /// The table is the reference without the target's rows.
    REMOVAL,
    /// The table is the reference, with as many rows changed into the target's.
    UPDATE,
    /// The table is the reference.
    GUARDRAIL;

    private static final String MESSAGE_INDEX = "sandbox_message_index";

    /// Stands for the logarithm of nothing, so that any possible match is cheaper.
    private static final double IMPOSSIBLE = 1e9;

    /// The official library divides a logarithm by that of its base, which is not quite 1 in single precision.
    private static final float LOG_OF_E = (float) Math.log((float) Math.E);

    private static final Map<String, TableMeasure> BY_NAME = Map.of("snapshot_similarity", SNAPSHOT, "addition_similarity", ADDITION, "removal_similarity", REMOVAL,
            "update_similarity", UPDATE, "guardrail_similarity", GUARDRAIL);

    /// @param fields a row that names a measure
    /// @param field  where it does
    public static TableMeasure named(String name, Item fields, String field) {
        return Names.find(BY_NAME, name, fields, field);
    }

    /// The same with the usual measure of each column.
    public double usually(String table, List<ObjectNode> rows, List<ObjectNode> target, List<ObjectNode> reference) {
        return of(rows, target, reference, (column, cell, wanted) -> ColumnMeasure.usual(table, column).of(column, cell, wanted, Map.of()));
    }

    /// The measure of a cell: column, cell, target.
    interface Cells {
        OptionalDouble likeness(String column, JsonNode cell, JsonNode target);
    }

    /// @param rows      the table
    /// @param target    the rows wanted; empty for GUARDRAIL
    /// @param reference the table at an earlier milestone; empty for SNAPSHOT
    double of(List<ObjectNode> rows, List<ObjectNode> target, List<ObjectNode> reference, Cells cells) {
        return switch (this) {
            case SNAPSHOT -> matched(rows, target, cells);
            case ADDITION -> added(rows, target, reference, cells);
            case REMOVAL -> added(reference, target, rows, cells);
            case UPDATE -> updated(rows, target, reference, cells);
            case GUARDRAIL -> same(rows, reference) ? 1 : 0;
        };
    }

    private static double added(List<ObjectNode> rows, List<ObjectNode> target, List<ObjectNode> reference, Cells cells) {
        Zeros zeros = Zeros.of(rows, target, reference);
        List<ObjectNode> now = zeros.filled(rows), before = zeros.filled(reference);
        long kept = now.stream().mapToLong(row -> before.stream().filter(other -> same(row, other)).count()).sum();
        return kept == before.size() ? matched(without(now, before), zeros.filled(target), cells) : 0;
    }

    private static double updated(List<ObjectNode> rows, List<ObjectNode> target, List<ObjectNode> reference, Cells cells) {
        if (rows.size() != reference.size()) return 0;
        Zeros zeros = Zeros.of(rows, target, reference);
        return matched(without(zeros.filled(rows), zeros.filled(reference)), zeros.filled(target), cells);
    }

    private static double matched(List<ObjectNode> rows, List<ObjectNode> target, Cells cells) {
        if (rows.size() != target.size()) return 0;
        if (rows.isEmpty()) return 1;
        int n = rows.size();
        double[][] costs = new double[n][n];
        for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) costs[i][j] = cost(rows.get(j), target.get(i), cells);
        int[] rowOf = Assignment.cheapest(costs);
        double sum = 0;
        for (int i = 0; i < n; i++) sum += costs[i][rowOf[i]];
        return sum < IMPOSSIBLE ? Math.exp(-sum / n) : 0;
    }

    /// The mean of `-log likeness` over the columns of the target that say something.
    private static double cost(ObjectNode row, ObjectNode target, Cells cells) {
        double sum = 0;
        int count = 0;
        for (var column : target.properties()) {
            if (!row.has(column.getKey())) return IMPOSSIBLE;
            OptionalDouble likeness = cells.likeness(column.getKey(), row.get(column.getKey()), column.getValue());
            if (likeness.isEmpty()) continue;
            if (likeness.getAsDouble() == 0) return IMPOSSIBLE;
            sum -= (float) Math.log((float) likeness.getAsDouble()) / LOG_OF_E;
            count++;
        }
        return count == 0 ? IMPOSSIBLE : sum / count;
    }

    private static List<ObjectNode> without(List<ObjectNode> rows, List<ObjectNode> others) {
        return rows.stream().filter(row -> others.stream().noneMatch(other -> same(row, other))).toList();
    }

    private static boolean same(List<ObjectNode> rows, List<ObjectNode> others) {
        if (rows.size() != others.size()) return false;
        for (int i = 0; i < rows.size(); i++) if (!same(rows.get(i), others.get(i))) return false;
        return true;
    }

    private static boolean same(ObjectNode row, ObjectNode other) {
        return ColumnMeasure.same(row, other);
    }

    /// What an empty cell counts as where rows are told apart: the zero of its column's kind, and no cell has the index of its message.
    private record Zeros(Map<String, JsonNode> byColumn) {
        @SafeVarargs static Zeros of(List<ObjectNode>... tables) {
            Map<String, JsonNode> zeros = new HashMap<>();
            var nodes = JsonNodeFactory.instance;
            for (List<ObjectNode> rows : tables) for (ObjectNode row : rows) for (var cell : row.properties()) {
                JsonNode zero = switch (cell.getValue().getNodeType()) {
                    case STRING -> nodes.stringNode("");
                    case NUMBER -> nodes.numberNode(0);
                    case BOOLEAN -> nodes.booleanNode(false);
                    default -> null;
                };
                if (zero != null) zeros.put(cell.getKey(), zero);
            }
            return new Zeros(zeros);
        }

        List<ObjectNode> filled(List<ObjectNode> rows) {
            return rows.stream().map(row -> {
                ObjectNode filled = row.deepCopy().without(MESSAGE_INDEX);
                for (var cell : row.properties()) if (cell.getValue().isNull() && byColumn.containsKey(cell.getKey())) filled.set(cell.getKey(), byColumn.get(cell.getKey()));
                return filled;
            }).toList();
        }
    }
}
