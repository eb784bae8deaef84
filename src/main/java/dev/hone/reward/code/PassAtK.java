package dev.hone.reward.code;

/// How likely k answers out of n are right, when c of the n are.
public final class PassAtK {
    private PassAtK() {}

    /// At least one of k: `1 - C(n - c, k) / C(n, k)`. Source: Chen et al. 2021, arXiv:2107.03374, equation 1.
    /// @param n answers, @param c right ones, at most n, @param k at most n
    public static double any(int n, int c, int k) {
        check(n, c, k);
        if (n - c < k) return 1;
        double none = 1;
        for (int i = n - c + 1; i <= n; i++) none *= 1 - (double) k / i;
        return 1 - none;
    }

    /// All of k: `C(c, k) / C(n, k)`. Source: Yao et al. 2024, arXiv:2406.12045, section 4.
    public static double all(int n, int c, int k) {
        check(n, c, k);
        double all = 1;
        for (int i = 0; i < k; i++) all *= Math.max(0, c - i) / (double) (n - i);
        return all;
    }

    private static void check(int n, int c, int k) {
        if (c < 0 || c > n || k < 1 || k > n) throw new IllegalArgumentException(k + " out of " + n + " answers, " + c + " of them right");
    }
}
