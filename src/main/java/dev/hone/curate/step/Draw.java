package dev.hone.curate.step;

import java.util.BitSet;
import java.util.SplittableRandom;

/// Draws some of many.
final class Draw {
    private Draw() {}

    /// Each choice of this size is equally probable.
    /// Source: Knuth, "The Art of Computer Programming", volume 2, algorithm 3.4.2 S.
    static BitSet some(int wanted, int of, SplittableRandom random) {
        var drawn = new BitSet(of);
        int left = Math.min(wanted, of);
        for (int i = 0; left > 0; i++) if (random.nextInt(of - i) < left) {
            drawn.set(i);
            left--;
        }
        return drawn;
    }
}
