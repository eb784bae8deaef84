package dev.hone.model.cpu;

import dev.hone.model.layer.MixtureOfExperts;
import dev.hone.model.layer.Routing;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;
import java.util.Arrays;

/// [MixtureOfExperts]: rows are gathered by expert, so that each expert's weights are read once.
final class CpuMoe implements CpuFeedForward {
    private final Routing routing;
    private final CpuLinear router;
    private final Floats scoreBias;
    private final CpuMlp[] experts;
    private final CpuMlp shared;
    private final Buffers buffers;

    CpuMoe(MixtureOfExperts moe, StoredRows stored, DType kept, Buffers buffers) {
        this.buffers = buffers;
        routing = moe.routing();
        router = new CpuLinear(buffers.routed, stored, null, moe.router());
        scoreBias = moe.scoreBias() == null ? null : stored.vector(moe.scoreBias());
        experts = moe.experts().stream().map(expert -> new CpuMlp(expert, stored, kept, buffers)).toArray(CpuMlp[]::new);
        shared = moe.shared() == null ? null : new CpuMlp(moe.shared(), stored, kept, buffers);
    }

    @Override public Floats apply(Floats x, int rows) {
        int width = router.inputs();
        int perRow = routing.topK();
        int[] chosen = new int[rows * perRow];
        float[] weights = new float[rows * perRow];
        Floats logits = router.apply(x, rows);
        for (int row = 0; row < rows; row++) choose(logits, row, chosen, weights);

        Floats out = buffers.mixed.atLeast(rows * width);
        if (shared != null) out.copyFrom(0, shared.apply(x, rows), 0, rows * width);
        else for (int i = 0; i < rows * width; i++) out.set(i, 0);
        for (int expert = 0; expert < experts.length; expert++) add(expert, x, rows, width, chosen, weights, out);
        return out;
    }

    private void add(int expert, Floats x, int rows, int width, int[] chosen, float[] weights, Floats out) {
        Floats gathered = buffers.gathered.atLeast(rows * width);
        int[] slots = new int[rows];
        int count = 0;
        for (int slot = 0; slot < chosen.length; slot++) {
            if (chosen[slot] != expert) continue;
            gathered.copyFrom(count * width, x, slot / routing.topK() * width, width);
            slots[count++] = slot;
        }
        if (count == 0) return;
        Floats made = experts[expert].apply(gathered, count);
        for (int i = 0; i < count; i++) {
            Elementwise.add(out, slots[i] / routing.topK() * width, made, i * width, weights[slots[i]], width);
        }
    }

    /// The experts of one row and their weights, as [Routing] says.
    private void choose(Floats logits, int row, int[] chosen, float[] weights) {
        float[] scores = new float[router.outputs()];
        logits.copyTo(row * scores.length, scores, 0, scores.length);
        switch (routing.scores()) {
            case SOFTMAX -> softmax(scores);
            case SIGMOID -> {
                for (int e = 0; e < scores.length; e++) scores[e] = (float) (1 / (1 + Math.exp(-scores[e])));
            }
        }
        float[] ranked = scores.clone();
        if (scoreBias != null) for (int e = 0; e < ranked.length; e++) ranked[e] += scoreBias.get(e);
        if (routing.groups() > 1) leaveGroupsOut(ranked);
        double total = 0;
        for (int k = 0; k < routing.topK(); k++) {
            int best = takeBest(ranked);
            chosen[row * routing.topK() + k] = best;
            weights[row * routing.topK() + k] = scores[best];
            total += scores[best];
        }
        double factor = routing.factor() / (routing.normalise() ? total + 1e-20 : 1);
        for (int k = 0; k < routing.topK(); k++) weights[row * routing.topK() + k] *= (float) factor;
    }

    private static void softmax(float[] values) {
        double most = Double.NEGATIVE_INFINITY, total = 0;
        for (float value : values) most = Math.max(most, value);
        for (float value : values) total += Math.exp(value - most);
        for (int i = 0; i < values.length; i++) values[i] = (float) (Math.exp(values[i] - most) / total);
    }

    /// The largest entry, the first of equals; it is taken out of the ranking.
    private static int takeBest(float[] ranked) {
        int best = -1;
        for (int i = 0; i < ranked.length; i++) {
            if (!Float.isNaN(ranked[i]) && (best < 0 || ranked[i] > ranked[best])) best = i;
        }
        ranked[Math.max(best, 0)] = Float.NaN;
        return Math.max(best, 0);
    }

    private void leaveGroupsOut(float[] ranked) {
        int each = ranked.length / routing.groups();
        float[] groups = new float[routing.groups()];
        for (int g = 0; g < groups.length; g++) {
            float[] members = Arrays.copyOfRange(ranked, g * each, (g + 1) * each);
            Arrays.sort(members);
            groups[g] = members[each - 1] + (routing.groupScore() == Routing.GroupScore.BEST_TWO ? members[each - 2] : 0);
        }
        boolean[] kept = new boolean[groups.length];
        for (int i = 0; i < routing.groupsKept(); i++) kept[takeBest(groups)] = true;
        for (int e = 0; e < ranked.length; e++) if (!kept[e / each]) ranked[e] = Float.NEGATIVE_INFINITY;
    }
}
