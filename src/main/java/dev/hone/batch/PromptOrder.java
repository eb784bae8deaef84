package dev.hone.batch;

import dev.hone.settings.UserError;
import dev.hone.tensor.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The order of prompts that are answered in batches, each of which is learned from in several micro-batches, as TRL's `RepeatSampler`
/// gives it.
///
/// An epoch takes the prompts in a random order, `prompts` of them for each generation; those that do not fill the last one are left
/// out. The answers of a generation are cut into `slices` micro-batches, and all of them are learned from `iterations` times:
/// ```
/// micro-batch   0 1 2 3 4 5 6 7 ...      slices 2, iterations 2
/// generation    0 0 0 0 1 1 1 1
/// slice         0 1 0 1 0 1 0 1
/// ```
/// A step takes `accumulation` micro-batches, of one generation, a part of one, or several; none takes those of two epochs.
public final class PromptOrder implements DataOrder {
    private final int rows;
    private final Shape shape;
    private final long seed;
    private final boolean shuffled;
    private final int generationsPerEpoch;

    private long epoch = -1;
    private int[] order;

    /// @param prompts      of a generation
    /// @param slices       micro-batches that its answers are cut into: `steps_per_generation`
    /// @param iterations   how often they are learned from: `num_iterations`
    /// @param accumulation micro-batches of a step: `gradient_accumulation_steps`
    public record Shape(int prompts, int slices, int iterations, int accumulation) {
        public Shape {
            if (prompts < 1 || slices < 1 || iterations < 1 || accumulation < 1) throw new IllegalArgumentException(
                    prompts + " prompts, " + slices + " slices, " + iterations + " iterations, accumulation " + accumulation + "; at least 1 each");
        }

        /// Micro-batches of a generation.
        int uses() {
            return slices * iterations;
        }

        /// Whether no update falls between sampling and learning, so that what learns is what sampled.
        public boolean isOnPolicy() {
            return accumulation % uses() == 0;
        }
    }

    /// @param rows     prompts in all
    /// @param shuffled whether an epoch has an order of its own; otherwise it is that of the rows
    public PromptOrder(int rows, Shape shape, long seed, boolean shuffled) {
        this.rows = rows;
        this.shape = shape;
        this.seed = seed;
        this.shuffled = shuffled;
        this.generationsPerEpoch = rows / shape.prompts;
        if (generationsPerEpoch == 0) throw new UserError("there are " + rows + " rows, and a generation takes " + shape.prompts
                + "; give more rows, or a smaller per_device_train_batch_size");
    }

    public Shape shape() {
        return shape;
    }

    @Override public int microBatchesPerEpoch() {
        return generationsPerEpoch * shape.uses();
    }

    @Override public int stepsPerEpoch() {
        return Math.ceilDiv(microBatchesPerEpoch(), shape.accumulation);
    }

    @Override public int rounds() {
        return shape.iterations;
    }

    /// The number of a step's first micro-batch, counted through all epochs.
    /// @param step from 0, counted likewise
    public long firstMicroBatch(long step) {
        return epochOf(step) * microBatchesPerEpoch() + step % stepsPerEpoch() * shape.accumulation;
    }

    /// Whose answers a micro-batch learns from.
    public long generation(long microBatch) {
        return microBatch / shape.uses();
    }

    /// Which part of them.
    public int slice(long microBatch) {
        return (int) (microBatch % shape.slices);
    }

    /// Which of the times that they are learned from, from 0.
    public int iteration(long microBatch) {
        return (int) (microBatch % shape.uses() / shape.slices);
    }

    /// For each micro-batch the prompts of its generation, all of them.
    @Override public List<List<Integer>> step(long step) {
        long first = firstMicroBatch(step), end = Math.min(first + shape.accumulation, (epochOf(step) + 1) * microBatchesPerEpoch());
        List<List<Integer>> taken = new ArrayList<>();
        for (long micro = first; micro < end; micro++) taken.add(prompts(epochOf(step), (int) (generation(micro) % generationsPerEpoch)));
        return taken;
    }

    private List<Integer> prompts(long number, int generation) {
        int[] all = epoch(number);
        return IntStream.range(generation * shape.prompts, (generation + 1) * shape.prompts).mapToObj(place -> all[place]).toList();
    }

    /// TRL's sampler draws the epochs' orders one after another from one generator.
    private int[] epoch(long number) {
        if (number != epoch) {
            order = shuffled ? LongStream.of(Engine.permutation(rows, seed, number)).mapToInt(Math::toIntExact).toArray()
                    : IntStream.range(0, rows).toArray();
            epoch = number;
        }
        return order;
    }
}
