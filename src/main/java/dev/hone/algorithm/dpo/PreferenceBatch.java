package dev.hone.algorithm.dpo;

import dev.hone.batch.AnswerBatch;
import dev.hone.batch.AnswerBatch.Group;
import dev.hone.batch.MicroBatches;
import dev.hone.batch.TokenBatch;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Learnable;
import dev.hone.token.TokenAnswer;
import dev.hone.token.TokenPair;
import dev.hone.token.TokenPrompt;
import dev.hone.token.TokenRollout;
import dev.hone.token.TokenVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pairs or verdicts that go through the model together.
/// @param examples in order
/// @param tokens   labels of an example lie side by side, those of the first example first
/// @param answers  which labels are whose
/// @param labels   how many labels the answers of each example have; those that two answers share count once
record PreferenceBatch(List<? extends Learnable> examples, TokenBatch tokens, Answers answers, int[] labels) {
    /// How examples lie in a batch.
    /// @param shares       whether what answers to a prompt begin with is there once
    /// @param learnsPrompt whether tokens of prompts are labels too
    record Layout(boolean shares, boolean learnsPrompt) {}

    static PreferenceBatch of(List<? extends Learnable> examples, Layout layout) {
        AnswerBatch batch = AnswerBatch.of(examples.stream().flatMap(PreferenceBatch::groups).toList(), layout.shares, layout.learnsPrompt);
        Iterator<int[]> prompts = batch.prompts().iterator(), all = batch.answers().iterator();
        Answers answers = Answers.none();
        int[] labels = new int[examples.size()];
        for (int i = 0; i < labels.length; i++) switch (examples.get(i)) {
            case TokenPair pair -> {
                int[] chosen = all.next(), rejected = all.next();
                answers.addChosen(prompts.next(), chosen);
                answers.rejected().add(rejected);
                if (!pair.sharesPrompt()) prompts.next();
                labels[i] = (int) Stream.of(chosen, rejected).flatMapToInt(IntStream::of).distinct().count();
            }
            case TokenVerdict verdict -> {
                int[] prompt = prompts.next(), answer = all.next();
                if (verdict.good()) answers.addChosen(prompt, answer);
                else answers.rejected().add(answer);
                labels[i] = answer.length;
            }
            case LabelledTokens _, TokenPrompt _, TokenRollout _ -> throw noPreference();
        }
        return new PreferenceBatch(examples, batch.tokens(), answers, labels);
    }

    private static Stream<Group> groups(Learnable example) {
        return switch (example) {
            case TokenPair(TokenAnswer chosen, TokenAnswer rejected, _) when Arrays.equals(chosen.prompt(), rejected.prompt()) ->
                    Stream.of(new Group(chosen.prompt(), List.of(chosen.answer(), rejected.answer())));
            case TokenPair(TokenAnswer chosen, TokenAnswer rejected, _) -> Stream.of(group(chosen), group(rejected));
            case TokenVerdict(TokenAnswer answer, _) -> Stream.of(group(answer));
            case LabelledTokens _, TokenPrompt _, TokenRollout _ -> throw noPreference();
        };
    }

    /// What an example's answers answer; of two prompts, that of the chosen one.
    static int[] prompt(Learnable example) {
        return switch (example) {
            case TokenPair pair -> pair.chosen().prompt();
            case TokenVerdict verdict -> verdict.answer().prompt();
            case LabelledTokens _, TokenPrompt _, TokenRollout _ -> throw noPreference();
        };
    }

    private static Group group(TokenAnswer answer) {
        return new Group(answer.prompt(), List.of(answer.answer()));
    }

    private static IllegalArgumentException noPreference() {
        return new IllegalArgumentException("tokens that nobody has judged");
    }

    /// Cuts a micro-batch where it has too many tokens for one pass.
    /// @param most tokens of a part; a longer example is a part of its own
    static List<PreferenceBatch> cut(List<? extends Learnable> examples, Layout layout, int most) {
        return MicroBatches.inPasses(examples, example -> tokens(example, layout.shares), most).stream().map(part -> of(part, layout)).toList();
    }

    /// At most so many tokens go through the model for an example.
    static int tokens(Learnable example, boolean shares) {
        return example.length() - (shares && example instanceof TokenPair pair && pair.sharesPrompt() ? pair.chosen().prompt().length : 0);
    }

    /// Numbers of the batch's labels, one array for each example.
    List<float[]> byExample(float[] numbers) {
        List<float[]> parts = new ArrayList<>();
        int from = 0;
        for (int count : labels) parts.add(Arrays.copyOfRange(numbers, from, from += count));
        return parts;
    }
}
