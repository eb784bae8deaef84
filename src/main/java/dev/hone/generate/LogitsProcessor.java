package dev.hone.generate;

import java.util.Arrays;

/// A rule that looks at the context and changes scores, before anything is removed. A forbidden token gets minus infinity.
sealed interface LogitsProcessor {
    /// @param scores one row, `[V]`, changed in place
    /// @param ids    prompt and answer so far, in its first `length` elements
    void process(float[] scores, int[] ids, int length);

    float FORBIDDEN = Float.NEGATIVE_INFINITY;

    /// Makes tokens that were seen less likely, once each: `s/penalty` above zero, `s·penalty` below.
    /// Source: Keskar et al. 2019, arXiv:1909.05858, section 4.1; the sign rule is transformers'.
    record RepetitionPenalty(float penalty) implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            long[] seen = new long[(scores.length + 63) / 64];
            for (int i = 0; i < length; i++) {
                int id = ids[i];
                if (id >= scores.length || (seen[id >> 6] & 1L << id) != 0) continue;
                seen[id >> 6] |= 1L << id;
                scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
            }
        }
    }

    /// Forbids the token that would complete a run of `size` tokens that was there before.
    /// Source: Paulus et al. 2017, arXiv:1705.04304.
    record NoRepeatNgram(int size) implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            int prefix = size - 1;
            for (int start = 0; start + prefix < length; start++) {
                if (!Arrays.equals(ids, start, start + prefix, ids, length - prefix, length)) continue;
                int last = ids[start + prefix];
                if (last < scores.length) scores[last] = FORBIDDEN;
            }
        }
    }

    /// Adds to the score of a sequence's last token where the ids before it end the context; minus infinity forbids the sequence.
    record SequenceBias(int[] sequence, float bias) implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            int prefix = sequence.length - 1;
            if (prefix <= length && Arrays.equals(sequence, 0, prefix, ids, length - prefix, length)) scores[sequence[prefix]] += bias;
        }
    }

    /// Forbids tokens while the context is shorter than `minLength`: stop tokens before the minimum length.
    record NotBefore(int minLength, int[] tokens) implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            if (length < minLength) forbid(scores, tokens);
        }
    }

    /// Forbids tokens at one context length only.
    record NotAt(int atLength, int[] tokens) implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            if (length == atLength) forbid(scores, tokens);
        }
    }

    record Never(int[] tokens) implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            forbid(scores, tokens);
        }
    }

    /// At one context length leaves only these tokens, equally likely.
    record Forced(int atLength, int[] tokens) implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            if (length != atLength) return;
            Arrays.fill(scores, FORBIDDEN);
            for (int token : tokens) scores[token] = 0;
        }
    }

    /// NaN becomes 0, infinities the largest floats.
    record RemoveInvalid() implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] = Float.isNaN(scores[i]) ? 0 : Math.clamp(scores[i], -Float.MAX_VALUE, Float.MAX_VALUE);
            }
        }
    }

    /// Adds `|s|·(factor^n - 1)` to the stop tokens' scores, `n` tokens after the context length `start`.
    record LengthDecay(int start, double factor, int[] stopTokens) implements LogitsProcessor {
        @Override public void process(float[] scores, int[] ids, int length) {
            if (length <= start) return;
            float growth = (float) (Math.pow(factor, length - start) - 1);
            for (int token : stopTokens) if (token < scores.length && Float.isFinite(scores[token])) scores[token] += Math.abs(scores[token]) * growth;
        }
    }

    private static void forbid(float[] scores, int[] tokens) {
        for (int token : tokens) if (token < scores.length) scores[token] = FORBIDDEN;
    }
}
