package dev.hone.curate.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Which of many belong together: a forest in which each points towards the first of its group.
final class Groups {
    private int[] towards = new int[1 << 10];
    private int size;

    /// One more, by itself.
    /// @return its number
    int add() {
        if (size == towards.length) towards = Arrays.copyOf(towards, 2 * size);
        towards[size] = size;
        return size++;
    }

    int size() {
        return size;
    }

    void join(int one, int other) {
        int first = first(one), second = first(other);
        towards[Math.max(first, second)] = Math.min(first, second);
    }

    private int first(int one) {
        while (towards[one] != one) {
            towards[one] = towards[towards[one]];
            one = towards[one];
        }
        return one;
    }

    /// The members of each group, the groups in a random order.
    List<int[]> shuffled(SplittableRandom random) {
        Map<Integer, List<Integer>> byFirst = new TreeMap<>();
        for (int i = 0; i < size; i++) byFirst.computeIfAbsent(first(i), _ -> new ArrayList<>()).add(i);
        List<int[]> groups = new ArrayList<>();
        byFirst.values().forEach(group -> groups.add(group.stream().mapToInt(Integer::intValue).toArray()));
        for (int i = groups.size() - 1; i > 0; i--) Collections.swap(groups, i, random.nextInt(i + 1));
        return groups;
    }
}
