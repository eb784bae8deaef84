package dev.hone.reward;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes an answer that repeats itself worth less: `max_penalty · (1 - different n-grams / n-grams)` over its words in small
/// letters, 0 when it is shorter than an n-gram. Source: Yeo et al. 2025, arXiv:2502.03373, appendix B; TRL's `get_repetition_penalty_reward`.
final class RepetitionReward {
    record Arguments(
            @Help("words that make a group") int ngramSize,
            @Help("what an answer of one group over and over is worth, at most 0") double maxPenalty) {
        static final Arguments DEFAULTS = new Arguments(3, -1.0);

        Arguments {
            if (ngramSize < 1) throw new UserError("ngram_size is " + ngramSize + "; expected at least 1");
            if (!(maxPenalty <= 0) || Double.isInfinite(maxPenalty)) throw new UserError("max_penalty is " + maxPenalty + "; expected at most 0");
        }
    }

    private RepetitionReward() {}

    static Reward of(Arguments arguments) {
        return Reward.each(request -> score(request.answer(), arguments.ngramSize, arguments.maxPenalty));
    }

    static double score(String answer, int size, double maxPenalty) {
        List<String> words = List.of(answer.toLowerCase(Locale.ROOT).strip().split("(?U)\\s+"));
        int total = words.size() - size + 1;
        if (answer.isBlank() || total < 1) return 0;
        Set<List<String>> different = new HashSet<>();
        for (int i = 0; i < total; i++) different.add(words.subList(i, i + size));
        return maxPenalty * (1 - (double) different.size() / total);
    }
}
