package dev.hone.data.corpus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Choices that follow from a seed, the same on every machine: the sequence of [Random] is part of Java's specification.
public final class Dice {
    private final Random random;

    public Dice(long seed) {
        this.random = new Random(seed);
    }

    /// A whole number, both ends included.
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /// @param share how often the answer is yes, from 0 to 1
    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /// So many different ones, in any order.
    <T> List<T> some(List<T> of, int count) {
        List<T> all = new ArrayList<>(of);
        Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, count));
    }
}
