package dev.hone.algorithm.dpo;

import dev.hone.token.TokenAnswer;
import dev.hone.token.TokenVerdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Answers under the prompts of their neighbours: what KTO measures on how far the policy has moved as a whole.
final class Mismatched {
    private Mismatched() {}

    /// Each prompt with the answer of the verdict before it, the first with the last one's, as TRL's `KTOTrainer` pairs them.
    /// @param verdicts  of a micro-batch
    /// @param maxLength tokens that are kept of a prompt with its answer; null for all
    static List<TokenVerdict> of(List<TokenVerdict> verdicts, Integer maxLength) {
        int count = verdicts.size();
        return IntStream.range(0, count).mapToObj(i -> {
            int[] prompt = verdicts.get(i).answer().prompt();
            TokenVerdict before = verdicts.get((i + count - 1) % count);
            int[] answer = before.answer().answer();
            int kept = maxLength == null ? answer.length : Math.clamp(maxLength - prompt.length, 1, answer.length);
            return new TokenVerdict(new TokenAnswer(prompt, Arrays.copyOf(answer, kept)), before.good());
        }).toList();
    }
}
