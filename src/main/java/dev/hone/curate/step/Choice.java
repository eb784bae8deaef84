package dev.hone.curate.step;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// Ways to choose a few of many so that the few stand for all.
enum Choice {
    /// One after another the one that is least like those taken: the odd ones come early. Takes time by all times those wanted.
    /// Source: Gonzalez 1985, "Clustering to minimize the maximum intercluster distance".
    K_CENTRE {
        @Override BitSet of(int size, int wanted, Likeness likeness) {
            var taken = new BitSet();
            double[] nearest = new double[size];
            Arrays.fill(nearest, Double.NEGATIVE_INFINITY);
            for (int next = 0; taken.cardinality() < Math.min(wanted, size); ) {
                taken.set(next);
                int farthest = -1;
                for (int i = 0; i < size; i++) {
                    if (taken.get(i)) continue;
                    nearest[i] = Math.max(nearest[i], likeness.between(i, next));
                    if (farthest < 0 || nearest[i] < nearest[farthest]) farthest = i;
                }
                next = farthest;
            }
            return taken;
        }
    },
    /// One after another the one that raises `sum_i max_(j taken) likeness(i, j)` most, so that every one has one like it among the taken: what is
    /// frequent comes early. At least `1 - 1/e` of the best sum is reached. Takes time by all times all.
    /// Source: Nemhauser, Wolsey, Fisher 1978, "An analysis of approximations for maximizing submodular set functions"; put off as in Minoux 1978.
    FACILITY_LOCATION {
        @Override BitSet of(int size, int wanted, Likeness likeness) {
            double[] nearest = new double[size];
            var waiting = new PriorityQueue<Gain>(Comparator.comparingDouble(Gain::gain).reversed().thenComparingInt(Gain::candidate));
            IntStream.range(0, size).parallel().mapToObj(i -> Gain.of(i, 0, nearest, likeness)).toList().forEach(waiting::add);
            var taken = new BitSet();
            for (int round = 0; round < Math.min(wanted, size); round++) {
                // A gain only falls as more are taken: one that leads and is up to date is the largest.
                while (waiting.element().round < round) waiting.add(Gain.of(waiting.remove().candidate, round, nearest, likeness));
                int best = waiting.remove().candidate;
                taken.set(best);
                for (int i = 0; i < size; i++) nearest[i] = Math.max(nearest[i], likeness.between(i, best));
            }
            return taken;
        }
    };

    /// How like two of them are: 0 nothing, 1 the same.
    @FunctionalInterface
    interface Likeness {
        double between(int one, int other);
    }

    /// By how much the sum rises with a candidate.
    /// @param round when that was computed
    private record Gain(int candidate, int round, double gain) {
        static Gain of(int candidate, int round, double[] nearest, Likeness likeness) {
            double gain = 0;
            for (int i = 0; i < nearest.length; i++) gain += Math.max(0, likeness.between(i, candidate) - nearest[i]);
            return new Gain(candidate, round, gain);
        }
    }

    /// @param size   how many there are
    /// @param wanted how many are chosen; of equally good ones the first is
    abstract BitSet of(int size, int wanted, Likeness likeness);
}
