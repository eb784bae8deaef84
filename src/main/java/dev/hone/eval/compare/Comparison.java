package dev.hone.eval.compare;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/// Two models on the same items: the mean difference of their marks, second less first, with its 95 % interval, and how likely a
/// difference this large would be if both were equally good. Items are compared one by one, so that what is hard for both says nothing.
///
/// - Where every mark is 0 or 1, only items on which the models differ count: McNemar's exact test, with the interval of Agresti and Min.
///   Source: McNemar 1947, Psychometrika 12; Agresti, Min 2005, Statistics in Medicine 24, equation 5.
/// - Otherwise a paired randomization test: of equal models, each difference might as well have had the other sign, so the seen sum is compared
///   with 10,000 sums of differences of random sign. The interval is the paired bootstrap's: items drawn again with replacement, 10,000 times,
///   and the percentiles of their means. Both from a fixed seed.
///   Source: Fisher 1935, The Design of Experiments, section 21; Efron, Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
/// @param items  on which both have a mark
/// @param first  mean mark of the first model
/// @param second of the second one
/// @param low    lower end of the interval of the difference
/// @param high   upper end
/// @param p      two-sided
/// @param lost   items on which the second does worse
/// @param gained items on which it does better
public record Comparison(int items, double first, double second, double low, double high, double p, int lost, int gained) {
    private static final double Z = 1.959963984540054;
    /// Of the standard normal distribution, four fifths lie below it.
    private static final double FOUR_IN_FIVE = 0.8416212335729143;
    private static final int DRAWS = 10_000;
    private static final long SEED = 20250101;
    /// By so much two sums of the same numbers may differ.
    private static final double ROUNDING = 1e-12;

    /// @param first  marks of the first model
    /// @param second of the second one, on the same items in the same order, at least one
    public static Comparison of(double[] first, double[] second) {
        if (first.length != second.length || first.length == 0) throw new IllegalArgumentException(first.length + " marks and " + second.length);
        double[] differences = IntStream.range(0, first.length).mapToDouble(i -> second[i] - first[i]).toArray();
        int lost = (int) Arrays.stream(differences).filter(d -> d < 0).count(), gained = (int) Arrays.stream(differences).filter(d -> d > 0).count();
        double[] interval;
        double p;
        if (isRightOrWrong(first) && isRightOrWrong(second)) {
            interval = agrestiMin(lost, gained, first.length);
            p = mcNemar(lost, gained);
        } else {
            double[] means = resampled(differences);
            interval = new double[] {quantile(means, 0.025), quantile(means, 0.975)};
            p = randomized(differences);
        }
        return new Comparison(first.length, mean(first), mean(second), interval[0], interval[1], p, lost, gained);
    }

    public double difference() {
        return second - first;
    }

    private static boolean isRightOrWrong(double[] marks) {
        return Arrays.stream(marks).allMatch(mark -> mark == 0 || mark == 1);
    }

    /// `min(1, 2 Σ_{k ≤ min(b, c)} C(b+c, k) / 2^(b+c))`: as likely as heads and tails.
    static double mcNemar(int lost, int gained) {
        int n = lost + gained;
        double logTerm = -n * Math.log(2), sum = 0;
        for (int k = 0; k <= Math.min(lost, gained); k++) {
            sum += Math.exp(logTerm);
            logTerm += Math.log(n - k) - Math.log(k + 1);
        }
        return Math.min(1, 2 * sum);
    }

    /// `d ± z √((b* + c*) - (c* - b*)²/n*) / n*` with half an item added to each of the four kinds.
    private static double[] agrestiMin(int lost, int gained, int items) {
        double b = lost + 0.5, c = gained + 0.5, n = items + 2;
        double middle = (c - b) / n, half = Z * Math.sqrt(b + c - (c - b) * (c - b) / n) / n;
        return new double[] {Math.max(-1, middle - half), Math.min(1, middle + half)};
    }

    private static double[] resampled(double[] differences) {
        var random = new Random(SEED);
        double[] means = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) sum += differences[random.nextInt(differences.length)];
            means[draw] = sum / differences.length;
        }
        Arrays.sort(means);
        return means;
    }

    /// `(1 + #{|Σ ±d| ≥ |Σ d|}) / (draws + 1)`: the seen sum is one of those that there might have been.
    private static double randomized(double[] differences) {
        var random = new Random(SEED);
        double seen = Math.abs(Arrays.stream(differences).sum());
        int asFar = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            for (double difference : differences) sum += random.nextBoolean() ? difference : -difference;
            if (Math.abs(sum) >= seen - ROUNDING) asFar++;
        }
        return (1.0 + asFar) / (DRAWS + 1);
    }

    private static double quantile(double[] ascending, double q) {
        double place = q * (ascending.length - 1);
        int below = (int) place;
        return ascending[below] + (place - below) * (ascending[Math.min(below + 1, ascending.length - 1)] - ascending[below]);
    }

    private static double mean(double[] marks) {
        return Arrays.stream(marks).average().orElseThrow();
    }

    /// How many items it would take to find a difference of `margin` in four of five cases, if these are typical: the interval has to be
    /// `z / (z + 0.84)` of the margin to each side, as one of the whole margin finds it in half of the cases. More than there are.
    public long itemsFor(double margin) {
        double ratio = (high - low) / 2 / margin * (Z + FOUR_IN_FIVE) / Z;
        return Math.max(items + 1, (long) Math.ceil(items * ratio * ratio));
    }

    /// Whether the first model's mean mark is so low that the second could not do worse by more than `margin`, however bad it were.
    public boolean hasNothingToLose(double margin) {
        return first <= margin;
    }
}
