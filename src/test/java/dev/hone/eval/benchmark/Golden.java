package dev.hone.eval.benchmark;

import dev.hone.data.Json;
import dev.hone.eval.Benchmark;
import dev.hone.eval.Item;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.Verdict;
import dev.hone.eval.text.PunktData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded verdicts of official checkers, one a line.
public final class Golden {
    /// Recordings whose texts may not be in this repository; tests that need them say that they are left out where they are missing.
    static final Path SHARED = Path.of("../shared/golden/evals");

    private Golden() {}

    public static List<ObjectNode> rows(String name) {
        return rows(Path.of("src/test/resources/golden/evals").resolve(name));
    }

    public static List<ObjectNode> rows(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(line -> (ObjectNode) Json.MAPPER.readTree(line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Each verdict as that of a question of its own.
    static List<List<Verdict>> each(Verdict... verdicts) {
        return Stream.of(verdicts).map(List::of).toList();
    }

    /// The rows whose verdict is not the recorded one, each with both.
    static List<String> differences(String benchmark, List<ObjectNode> rows) {
        return differences(Benchmarks.of(benchmark, PunktData.BUILT_IN, new SuiteFiles(List.of())), rows, _ -> true);
    }

    static List<String> differences(Benchmark benchmark, List<ObjectNode> rows, Predicate<ObjectNode> which) {
        List<String> wrong = new ArrayList<>();
        for (ObjectNode row : rows) {
            if (!which.test(row)) continue;
            ObjectNode got = benchmark.grade(new Item(row.deepCopy(), row.path("id").asString())).fields();
            for (String field : got.propertyNames()) if (!same(row.path(field), got.get(field)))
                wrong.add(row.path("id").asString() + " " + field + ": recorded " + row.path(field) + ", got " + got.get(field));
        }
        return wrong;
    }

    /// Equal, numbers to a part in a billion.
    private static boolean same(JsonNode recorded, JsonNode got) {
        if (recorded.isNumber() && got.isNumber()) return Math.abs(recorded.doubleValue() - got.doubleValue()) <= 1e-9 * Math.max(1, Math.abs(recorded.doubleValue()));
        if (recorded.isArray() && got.isArray() && recorded.size() == got.size()) {
            for (int i = 0; i < got.size(); i++) if (!same(recorded.get(i), got.get(i))) return false;
            return true;
        }
        return recorded.equals(got);
    }
}
