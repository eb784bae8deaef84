package dev.hone.loss;

import java.util.Arrays;

/// Where in an answer a critic says what is still to come, and rewards are given: before each of its tokens. There the value of
/// place t is what is expected after the tokens before t, and the last token brings the score.
///
/// TRL has one place more, after the last token, in answers shorter than its padded width: the score comes there, so that it is
/// discounted once more, and the critic learns what a finished answer is worth. The longest answers have no such place. [#closed]
/// is that layout, for comparison with TRL; [#ofTokens] treats all answers alike.
/// @param tokens of each answer, N together
/// @param places of each answer, its tokens or one more, P together
public record AnswerPlaces(int[] tokens, int[] places) {
    public static AnswerPlaces ofTokens(int[] tokens) {
        return new AnswerPlaces(tokens, tokens);
    }

    /// @param width the longest that an answer may be (`response_length`)
    public static AnswerPlaces closed(int[] tokens, int width) {
        return new AnswerPlaces(tokens, Arrays.stream(tokens).map(length -> Math.min(length + 1, width)).toArray());
    }

    /// Of what places have, what those of tokens have: `[P]` to `[N]`.
    public float[] atTokens(float[] ofPlaces) {
        float[] ofTokens = new float[Arrays.stream(tokens).sum()];
        for (int s = 0, from = 0, to = 0; s < tokens.length; from += places[s], to += tokens[s++]) System.arraycopy(ofPlaces, from, ofTokens, to, tokens[s]);
        return ofTokens;
    }
}
