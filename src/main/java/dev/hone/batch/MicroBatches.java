package dev.hone.batch;

import dev.hone.token.LabelledTokens;
import java.util.ArrayList;
import java.util.List;

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
        List<Part> parts = new ArrayList<>();
        List<LabelledTokens> documents = new ArrayList<>();
        List<Integer> microBatches = new ArrayList<>();
        int tokens = 0;
        for (int micro = 0; micro < step.size(); micro++)
            for (TokenRow row : step.get(micro))
                for (LabelledTokens document : row.documents()) {
                    if (!documents.isEmpty() && tokens + document.length() > maxTokens) {
                        parts.add(part(documents, microBatches));
                        documents.clear();
                        microBatches.clear();
                        tokens = 0;
                    }
                    documents.add(document);
                    microBatches.add(micro);
                    tokens += document.length();
                }
        if (!documents.isEmpty()) parts.add(part(documents, microBatches));
        return parts;
    }

    private static Part part(List<LabelledTokens> documents, List<Integer> microBatches) {
        LabelledTokens all = LabelledTokens.joined(documents);
        Segments segments = Segments.of(documents.stream().mapToInt(LabelledTokens::length).toArray());
        return new Part(new TokenBatch(all.ids(), all.learned(), segments), microBatches.stream().mapToInt(Integer::intValue).toArray());
    }
}
