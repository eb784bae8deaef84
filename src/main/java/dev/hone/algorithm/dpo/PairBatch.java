package dev.hone.algorithm.dpo;

import dev.hone.batch.AnswerBatch;
import dev.hone.batch.AnswerBatch.Group;
import dev.hone.batch.MicroBatches;
import dev.hone.batch.TokenBatch;
import dev.hone.token.TokenPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pairs that go through the model together.
/// @param pairs   in order
/// @param tokens  a pair's labels lie side by side, those of the first pair first
/// @param answers for each pair the labels of its chosen answer, then those of its rejected one
/// @param ends    the place of the last token of each answer, in the same order
record PairBatch(List<TokenPair> pairs, TokenBatch tokens, List<int[]> answers, int[] ends) {
    static PairBatch of(List<TokenPair> pairs, boolean shares) {
        List<Group> groups = new ArrayList<>();
        for (TokenPair pair : pairs) {
            List<int[]> both = List.of(pair.chosen().answer(), pair.rejected().answer());
            if (pair.sharesPrompt()) groups.add(new Group(pair.chosen().prompt(), both));
            else {
                groups.add(new Group(pair.chosen().prompt(), both.subList(0, 1)));
                groups.add(new Group(pair.rejected().prompt(), both.subList(1, 2)));
            }
        }
        AnswerBatch batch = AnswerBatch.of(groups, shares, false);
        return new PairBatch(pairs, batch.tokens(), batch.answers(), batch.ends());
    }

    /// Cuts a micro-batch where it has too many tokens for one pass.
    /// @param most tokens of a part; a longer pair is a part of its own
    static List<PairBatch> cut(List<TokenPair> pairs, boolean shares, int most) {
        return MicroBatches.inPasses(pairs, pair -> tokens(pair, shares), most).stream().map(part -> of(part, shares)).toList();
    }

    /// At most so many tokens go through the model for a pair.
    static int tokens(TokenPair pair, boolean shares) {
        return pair.length() - (shares && pair.sharesPrompt() ? pair.chosen().prompt().length : 0);
    }

    List<int[]> chosen() {
        return everySecond(0);
    }

    List<int[]> rejected() {
        return everySecond(1);
    }

    private List<int[]> everySecond(int first) {
        return IntStream.iterate(first, i -> i < answers.size(), i -> i + 2).mapToObj(answers::get).toList();
    }

    /// Numbers of the labels of several batches, or pairs, end to end.
    static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /// Numbers of the batch's labels, one array for each pair.
    List<float[]> byPair(float[] labels) {
        List<float[]> parts = new ArrayList<>();
        int from = 0;
        for (int pair = 0; pair < pairs.size(); pair++) {
            int to = from + (int) Stream.of(answers.get(2 * pair), answers.get(2 * pair + 1)).flatMapToInt(IntStream::of).distinct().count();
            parts.add(Arrays.copyOfRange(labels, from, to));
            from = to;
        }
        return parts;
    }
}
