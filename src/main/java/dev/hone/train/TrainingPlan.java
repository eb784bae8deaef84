package dev.hone.train;

import dev.hone.settings.UserError;

/// How many updates a run makes, and which examples each of them sees.
/// @param batchSize       examples of a micro-batch
/// @param accumulation    micro-batches of an update; the last update of an epoch may have fewer
/// @param batchesPerEpoch micro-batches, the last of which may be smaller
/// @param steps           updates in all
public record TrainingPlan(int examples, int batchSize, int accumulation, int batchesPerEpoch, int steps) {
    /// @throws UserError when there is nothing to learn from
    public static TrainingPlan of(int examples, TrainingSettings settings) {
        int size = settings.perDeviceTrainBatchSize();
        int batches = settings.dataloaderDropLast() ? examples / size : Math.ceilDiv(examples, size);
        if (batches == 0) throw new UserError(examples == 0 ? "no row is left to learn from"
                : "dataloader_drop_last leaves nothing of " + examples + " rows with per_device_train_batch_size " + size + "; make it smaller");
        int stepsPerEpoch = Math.ceilDiv(batches, settings.gradientAccumulationSteps());
        int steps = settings.maxSteps() > 0 ? settings.maxSteps() : (int) Math.ceil(settings.numTrainEpochs() * stepsPerEpoch);
        return new TrainingPlan(examples, size, settings.gradientAccumulationSteps(), batches, steps);
    }

    public int stepsPerEpoch() {
        return Math.ceilDiv(batchesPerEpoch, accumulation);
    }

    /// The epoch of the update after `done` others, from 0.
    int epoch(int done) {
        return done / stepsPerEpoch();
    }

    /// The first micro-batch of the update after `done` others, counted in its epoch from 0.
    int firstBatch(int done) {
        return done % stepsPerEpoch() * accumulation;
    }

    int batchesOf(int done) {
        return Math.min(accumulation, batchesPerEpoch - firstBatch(done));
    }

    /// How many times the examples have been seen after `done` updates.
    double epochsAfter(int done) {
        if (done == 0) return 0;
        int last = done - 1;
        return epoch(last) + (double) (firstBatch(last) + batchesOf(last)) / batchesPerEpoch;
    }

    boolean endsEpoch(int done) {
        return done % stepsPerEpoch() == 0;
    }
}
