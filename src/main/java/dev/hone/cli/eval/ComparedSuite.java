package dev.hone.cli.eval;

import dev.hone.eval.compare.Comparison;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The same suite of two models.
/// @param items that both have a mark for
public record ComparedSuite(String name, GradedAnswers first, GradedAnswers second, List<String> items, Comparison comparison) {
    /// @throws UserError when the two have no item in common
    public static ComparedSuite of(String name, Path first, Path second) {
        GradedAnswers one = GradedAnswers.read(first), other = GradedAnswers.read(second);
        List<String> items = one.marks().keySet().stream().filter(other.marks()::containsKey).toList();
        if (items.isEmpty()) throw new UserError(first + " and " + second + " have no item in common that both have a mark for; items are told apart by id, or by their place where they have none");
        return new ComparedSuite(name, one, other, items, Comparison.of(marks(one, items), marks(other, items)));
    }

    private static double[] marks(GradedAnswers answers, List<String> items) {
        return items.stream().mapToDouble(answers.marks()::get).toArray();
    }

    /// Items that one of the two has no mark for.
    int left() {
        Set<String> all = new TreeSet<>(first.rows().keySet());
        all.addAll(second.rows().keySet());
        return all.size() - items.size();
    }

    /// Items that were lost or gained.
    /// @param sign -1 for lost, 1 for gained
    List<String> flipped(int sign) {
        return items.stream().filter(item -> sign * (second.marks().get(item) - first.marks().get(item)) > 0).toList();
    }
}
