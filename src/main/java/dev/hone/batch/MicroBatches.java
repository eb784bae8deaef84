package dev.hone.batch;

import dev.hone.token.LabelledTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Cuts a step into parts that fit into memory. The loss is a sum over tokens, scaled by the labels of the whole step, so
/// how it is cut changes no result beyond rounding: a part may hold several micro-batches, or a piece of one.
///
/// Two numbers do depend on the micro-batches, `per_device_train_batch_size` rows each: TRL's `entropy` and `mean_token_accuracy` are means over a
/// micro-batch's labels, averaged over micro-batches, and the balance loss of a mixture of experts is one per micro-batch.
/// So a part tells the micro-batch of each of its segments; a caller who needs one number a pass hands in one micro-batch at a time.
public final class MicroBatches {
    private MicroBatches() {}

    /// Documents that go through the model together.
    /// @param tokens       a segment for each document
    /// @param microBatches for each segment the index of its micro-batch in the step
    public record Part(TokenBatch tokens, int[] microBatches) {}

    /// @param step      the rows of each micro-batch
    /// @param maxTokens most tokens of a part; a longer document is a part of its own
    /// @return all documents in their order
    public static List<Part> cut(List<List<TokenRow>> step, int maxTokens) {
        List<Placed> documents = new ArrayList<>();
        for (int micro = 0; micro < step.size(); micro++)
            for (TokenRow row : step.get(micro))
                for (LabelledTokens document : row.documents()) documents.add(new Placed(document, micro));
        return inPasses(documents, placed -> placed.document.length(), maxTokens).stream().map(MicroBatches::part).toList();
    }

    private record Placed(LabelledTokens document, int microBatch) {}

    private static Part part(List<Placed> documents) {
        LabelledTokens all = LabelledTokens.joined(documents.stream().map(Placed::document).toList());
        Segments segments = Segments.of(documents.stream().mapToInt(placed -> placed.document.length()).toArray());
        return new Part(new TokenBatch(all.ids(), all.learned(), segments), documents.stream().mapToInt(Placed::microBatch).toArray());
    }

    /// Neighbours together as long as they have no more tokens than a pass may.
    /// @param tokens     of an example
    /// @param mostTokens of a pass; a longer example has one of its own
    /// @return all examples in their order
    public static <E> List<List<E>> inPasses(List<E> examples, ToIntFunction<E> tokens, int mostTokens) {
        List<List<E>> passes = new ArrayList<>();
        int taken = 0;
        for (E example : examples) {
            int more = tokens.applyAsInt(example);
            if (passes.isEmpty() || taken + more > mostTokens) {
                passes.add(new ArrayList<>());
                taken = 0;
            }
            passes.getLast().add(example);
            taken += more;
        }
        return passes;
    }
}
