package dev.hone.generate;

import java.util.Arrays;

/// A rule that reshapes or cuts the distribution when tokens are drawn. At least one token is always left.
sealed interface Warper {
    void warp(Candidates candidates);

    /// `s / temperature`.
    record Temperature(float temperature) implements Warper {
        @Override public void warp(Candidates candidates) {
            candidates.divideScores(temperature);
        }
    }

    /// Keeps the most likely tokens while their share of the entropy, `Σ -p·log p`, is at most `share` of the whole,
    /// looked at among the 100 most likely.
    /// Source: Potraghloo et al. 2025, arXiv:2509.02510; the bound of 100 is transformers'.
    record TopH(double share) implements Warper {
        private static final int LOOKED_AT = 100;

        @Override public void warp(Candidates candidates) {
            long[] top = top(candidates, Math.min(LOOKED_AT, candidates.count()));
            double total = 0;
            for (long entry : top) total += candidates.weight(index(entry));
            double[] surprise = new double[top.length];
            double entropy = 0;
            for (int i = 0; i < top.length; i++) {
                // In float, as transformers: a most likely token of probability 1 - 1e-8 has no surprise left there.
                float p = (float) (candidates.weight(index(top[i])) / total);
                surprise[i] = p == 0 ? 0 : -p * Math.log(p);
                entropy += surprise[i];
            }
            int kept = 1;
            double sum = surprise[0];
            while (kept < top.length && surprise[kept] > 0 && (sum += surprise[kept]) <= entropy * share) kept++;
            candidates.keepDownTo(index(top[kept - 1]));
        }

        /// The best `n`, in descending order of score.
        private static long[] top(Candidates candidates, int n) {
            float least = candidates.kthLargest(n);
            long[] entries = new long[candidates.count()];
            int found = 0;
            for (int i = 0; i < candidates.count(); i++) {
                if (candidates.score(i) >= least) entries[found++] = (long) Float.floatToRawIntBits(candidates.pivot() - candidates.score(i)) << 32 | i;
            }
            Arrays.sort(entries, 0, found);
            return Arrays.copyOf(entries, n);
        }

        private static int index(long entry) {
            return (int) entry;
        }
    }

    /// Keeps the `k` most likely tokens and those that tie with the last of them.
    /// Source: Fan et al. 2018, arXiv:1805.04833.
    record TopK(int k) implements Warper {
        @Override public void warp(Candidates candidates) {
            if (k < candidates.count()) candidates.keepScoresFrom(candidates.kthLargest(k));
        }
    }

    /// Keeps the fewest most likely tokens that together reach probability `p` (nucleus sampling).
    /// Source: Holtzman et al. 2019, arXiv:1904.09751.
    record TopP(double p) implements Warper {
        @Override public void warp(Candidates candidates) {
            candidates.keepMostLikely(p);
        }
    }

    /// Keeps tokens at least `share` as likely as the most likely one.
    /// Source: Nguyen et al. 2024, arXiv:2407.01082.
    record MinP(double share) implements Warper {
        @Override public void warp(Candidates candidates) {
            candidates.keepWeightsFrom(share * candidates.weight(candidates.mostLikely()));
        }
    }

    /// Keeps the tokens whose surprise `-log p` is nearest to its mean, the entropy, until they reach probability `p`.
    /// Source: Meister et al. 2022, arXiv:2202.00666.
    record TypicalP(double p) implements Warper {
        @Override public void warp(Candidates candidates) {
            candidates.keepNearest(candidates.entropy(), p);
        }
    }

    /// Keeps tokens of probability at least `epsilon`.
    /// Source: Hewitt et al. 2022, arXiv:2210.15191
    record EpsilonCutoff(double epsilon) implements Warper {
        @Override public void warp(Candidates candidates) {
            candidates.keepWeightsFrom(epsilon * candidates.total());
        }
    }

    /// Keeps tokens of probability at least `min(epsilon, sqrt(epsilon)·exp(-entropy))`.
    /// Source: Hewitt et al. 2022, arXiv:2210.15191
    record EtaCutoff(double epsilon) implements Warper {
        @Override public void warp(Candidates candidates) {
            double eta = Math.min(epsilon, Math.sqrt(epsilon) * Math.exp(-candidates.entropy()));
            candidates.keepWeightsFrom(eta * candidates.total());
        }
    }

    /// Turns scores into log-probabilities, which changes no probability.
    record Normalize() implements Warper {
        @Override public void warp(Candidates candidates) {
            candidates.subtractFromScores(candidates.pivot() + Math.log(candidates.total()));
        }
    }
}
