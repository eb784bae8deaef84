package dev.hone.model.learn;

import dev.hone.batch.Segments;
import dev.hone.tensor.kernel.CausalAttention.Stretch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the tokens of a batch stand, as the kernels take it.
/// @param positions of each token in its sequence
/// @param trees     the stretches of sequences that share something, parents first; trees share nothing
/// @param stretches all of them
record Layout(int[] positions, List<List<Stretch>> trees, List<Stretch> stretches) {
    static Layout of(Segments segments) {
        List<Stretch> stretches = new ArrayList<>();
        Map<Integer, List<Stretch>> trees = new HashMap<>();
        List<List<Stretch>> inOrder = new ArrayList<>();
        for (int i = 0; i < segments.count(); i++) {
            List<Integer> path = segments.path(i);
            List<Stretch> before = path.subList(0, path.size() - 1).stream().map(stretches::get).toList();
            Stretch stretch = new Stretch(segments.start(i), segments.length(i), segments.past(i), before);
            stretches.add(stretch);
            trees.computeIfAbsent(path.getFirst(), _ -> {
                List<Stretch> tree = new ArrayList<>();
                inOrder.add(tree);
                return tree;
            }).add(stretch);
        }
        return new Layout(segments.positions(), inOrder, stretches);
    }

    int rows() {
        return positions.length;
    }
}
