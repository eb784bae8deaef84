package dev.hone.batch;

import dev.hone.settings.UserError;
import dev.hone.tensor.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The order of rows that are learned as they are. An epoch takes every row once, in an order that PyTorch's generator gives for the seed plus the epoch's number, as Hugging Face's
/// trainers do. It is cut into micro-batches of `batch` rows, and these into steps of `accumulation` micro-batches. The
/// last micro-batch of an epoch and its last step may be smaller: no step takes rows of two epochs.
public final class RowOrder implements DataOrder {
    private final SamplingStrategy strategy;
    private final int[] lengths;
    private final long seed;
    private final int batch;
    private final int accumulation;
    private final int microBatches;

    private long epoch = -1;
    private int[] order;

    /// @param lengths      of the rows, in tokens
    /// @param batch        rows of a micro-batch: `per_device_train_batch_size`
    /// @param accumulation micro-batches of a step: `gradient_accumulation_steps`
    /// @param dropLast     leave out an epoch's last micro-batch when it is not full
    public RowOrder(SamplingStrategy strategy, int[] lengths, long seed, int batch, int accumulation, boolean dropLast) {
        if (batch < 1 || accumulation < 1) throw new IllegalArgumentException("batch " + batch + ", accumulation " + accumulation + "; at least 1 each");
        this.strategy = strategy;
        this.lengths = lengths.clone();
        this.seed = seed;
        this.batch = batch;
        this.accumulation = accumulation;
        this.microBatches = dropLast ? lengths.length / batch : Math.ceilDiv(lengths.length, batch);
        if (microBatches == 0) throw new UserError(lengths.length == 0 ? "there are no rows to train on"
                : "dataloader_drop_last leaves no rows: there are " + lengths.length + ", and a batch has " + batch);
    }

    @Override public int stepsPerEpoch() {
        return Math.ceilDiv(microBatches, accumulation);
    }

    @Override public int microBatchesPerEpoch() {
        return microBatches;
    }

    @Override public List<List<Integer>> step(long step) {
        int[] rows = epoch(epochOf(step));
        int first = (int) (step % stepsPerEpoch()) * accumulation;
        List<List<Integer>> taken = new ArrayList<>();
        for (int micro = first; micro < Math.min(first + accumulation, microBatches); micro++)
            taken.add(IntStream.range(micro * batch, Math.min((micro + 1) * batch, rows.length)).mapToObj(place -> rows[place]).toList());
        return taken;
    }

    /// All rows in the order of an epoch, from 0.
    int[] epoch(long number) {
        if (number != epoch) {
            order = switch (strategy) {
                case SEQUENTIAL -> IntStream.range(0, lengths.length).toArray();
                case RANDOM -> shuffled(number);
                case GROUP_BY_LENGTH -> LengthGroups.order(shuffled(number), lengths, batch * accumulation);
            };
            epoch = number;
        }
        return order;
    }

    private int[] shuffled(long number) {
        return LongStream.of(Engine.permutation(lengths.length, seed + number)).mapToInt(Math::toIntExact).toArray();
    }
}
