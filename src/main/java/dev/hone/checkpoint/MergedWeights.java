package dev.hone.checkpoint;

import dev.hone.model.Weights;
import dev.hone.model.layer.Lora;
import dev.hone.model.layer.MergedRows;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.NativeMemory;
import dev.hone.tensor.kernel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A model's weights with an adapter worked in: `W + scaling · B A`, and with DoRA each row brought to the length `magnitude`.
/// Each is computed when it is asked for.
public final class MergedWeights implements Weights {
    private static final String HEAD = "lm_head.weight";
    private static final String SCORE = "score.weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    private final Weights over;
    private final Set<String> names;
    private final boolean untiesHead;
    private final Map<String, Lora> adapterOf = new LinkedHashMap<>();

    /// @throws dev.hone.settings.UserError when the adapter is for another model
    public MergedWeights(Safetensors base, PeftAdapter adapter) {
        over = adapter.over(base);
        Set<String> foreign = new TreeSet<>(adapter.whole().keySet());
        adapter.layers().forEach(layer -> foreign.add(layer + ".weight"));
        boolean scores = adapter.config().scores();
        foreign.removeIf(name -> base.has(name) || name.equals(scores ? SCORE : HEAD));
        adapter.refuse(List.copyOf(foreign));
        for (String layer : adapter.layers()) adapterOf.put(layer + ".weight", adapter.adapter(layer, over.get(layer + ".weight")));
        untiesHead = !scores && over.has(HEAD) && !base.has(HEAD) && get(HEAD).bytes().mismatch(get(EMBEDDING).bytes()) != -1;
        Set<String> all = new LinkedHashSet<>(base.names());
        if (untiesHead) all.add(HEAD);
        if (scores) {
            all.remove(HEAD);
            all.add(SCORE);
        }
        names = Collections.unmodifiableSet(all);
    }

    /// Whether the output layer was the embedding and no longer is, since one of them was trained without the other.
    boolean untiesHead() {
        return untiesHead;
    }

    /// All names of the model; that of an output layer for tokens only where it is not the embedding, and not in a reward model.
    public Set<String> names() {
        return names;
    }

    @Override public boolean has(String name) {
        return over.has(name);
    }

    @Override public StoredTensor get(String name) {
        StoredTensor weight = over.get(name);
        if (!adapterOf.containsKey(name)) return weight;
        MemorySegment merged = NativeMemory.allocate(weight.bytes().byteSize());
        merge(weight, adapterOf.get(name), merged, weight.dtype());
        return new StoredTensor(name, weight.dtype(), weight.shape(), merged);
    }

    /// The weight as a tensor to write, rounded once.
    TensorSource source(String name, DType dtype) {
        StoredTensor weight = over.get(name);
        if (!adapterOf.containsKey(name)) return TensorSource.as(weight, dtype);
        return new TensorSource(name, dtype, weight.shape(), scratch -> {
            MemorySegment merged = scratch.allocate(weight.count() * dtype.bytes(), Long.BYTES);
            merge(weight, adapterOf.get(name), merged, dtype);
            return merged;
        });
    }

    private static void merge(StoredTensor weight, Lora lora, MemorySegment target, DType type) {
        int out = Math.toIntExact(weight.shape()[0]);
        int in = Math.toIntExact(weight.shape()[1]);
        var merged = new MergedRows(weight, lora, Parameter::stored);
        Workers.shared().forEach(out, 8, (from, to) -> {
            float[] row = new float[in];
            for (int o = from; o < to; o++) {
                merged.read(o, row);
                FloatFormat.write(row, in, target, type, (long) o * in);
            }
        });
    }
}
