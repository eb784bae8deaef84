package dev.hone.eval.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What a comparison comes to, when several suites are compared at once.
public enum Outcome {
    /// The second model does better, beyond chance.
    BETTER("better"),
    /// It does worse, beyond chance.
    WORSE("worse"),
    /// Whatever difference there is, it is smaller than the margin.
    WITHIN_NOISE("within noise"),
    /// There may be a difference larger than the margin, either way: more items would tell.
    TOO_FEW_ITEMS("too few items to tell");

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /// Chances are corrected for how many suites are looked at, as among twenty equal ones some would look different: Holm's way, which
    /// keeps the chance of any false alarm below `alpha`. Source: Holm 1979, Scandinavian Journal of Statistics 6.
    /// @param alpha  the chance of a false alarm, such as 0.05
    /// @param margin a difference that does not matter, such as 0.05
    /// @return one for each comparison, in order
    public static List<Outcome> of(List<Comparison> comparisons, double alpha, double margin) {
        List<Double> p = holm(comparisons.stream().map(Comparison::p).toList());
        return IntStream.range(0, p.size()).mapToObj(i -> of(comparisons.get(i), p.get(i), alpha, margin)).toList();
    }

    private static Outcome of(Comparison comparison, double p, double alpha, double margin) {
        if (p < alpha) return comparison.difference() > 0 ? BETTER : WORSE;
        return comparison.low() >= -margin && comparison.high() <= margin ? WITHIN_NOISE : TOO_FEW_ITEMS;
    }

    /// `p'_(i) = max_{j ≤ i} min(1, (m - j + 1) p_(j))` over the ascending p.
    public static List<Double> holm(List<Double> p) {
        List<Integer> ascending = IntStream.range(0, p.size()).boxed().sorted(Comparator.comparing(p::get)).toList();
        List<Double> corrected = new ArrayList<>(p);
        double least = 0;
        for (int rank = 0; rank < ascending.size(); rank++) {
            least = Math.max(least, Math.min(1, (p.size() - rank) * p.get(ascending.get(rank))));
            corrected.set(ascending.get(rank), least);
        }
        return corrected;
    }
}
