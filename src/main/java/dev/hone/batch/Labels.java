package dev.hone.batch;

import java.util.stream.IntStream;

/// What is to be predicted in a batch, and from where.
/// @param ids        of the labels, in the order of [TokenBatch#labelled]
/// @param predictors for each the place in the row whose output predicts it
public record Labels(int[] ids, int[] predictors) {
    public static Labels of(TokenBatch batch) {
        int[] before = batch.segments().predictors();
        int[] places = batch.labelled();
        return new Labels(at(places, batch.ids()), at(places, before));
    }

    private static int[] at(int[] places, int[] numbers) {
        return IntStream.of(places).map(place -> numbers[place]).toArray();
    }

    public int count() {
        return ids.length;
    }
}
