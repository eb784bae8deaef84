package dev.hone.eval;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How far two judges decide alike.
/// @param rate  share of the decisions in which they do
/// @param kappa Cohen's: how much of the way from chance to always they agree, 1 for always and 0 for as often as by chance; empty where both
///              always decide the same one thing, so that chance agrees always too
public record Agreement(Score rate, Optional<Score> kappa) {
    private static final double Z = 1.959963984540054;

    /// `κ = (p - e) / (1 - e)`, with `p` the share of equal decisions and `e` that of equal ones if both decided as often so and so, but
    /// independently; standard error `√(p(1-p) / n) / (1 - e)`.
    /// Source: Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20.
    /// @param first  decisions of one judge, at least one
    /// @param second the other's of the same things
    public static Agreement of(List<String> first, List<String> second) {
        int count = first.size();
        int equal = (int) IntStream.range(0, count).filter(i -> first.get(i).equals(second.get(i))).count();
        Map<String, Long> firsts = counts(first), seconds = counts(second);
        double chance = firsts.entrySet().stream().mapToDouble(each -> (double) each.getValue() / count * seconds.getOrDefault(each.getKey(), 0L) / count).sum();
        Score rate = Score.proportion("agreement", equal, count);
        if (chance == 1) return new Agreement(rate, Optional.empty());
        double p = rate.value(), kappa = (p - chance) / (1 - chance), half = Z * Math.sqrt(p * (1 - p) / count) / (1 - chance);
        return new Agreement(rate, Optional.of(new Score("kappa", kappa, count, Math.max(-1, kappa - half), Math.min(1, kappa + half))));
    }

    private static Map<String, Long> counts(List<String> decisions) {
        return decisions.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /// Both, where there are both.
    public List<Score> scores() {
        return kappa.map(score -> List.of(rate, score)).orElse(List.of(rate));
    }
}
