package dev.hone.generate;

/// One answer.
///
/// Two log-probabilities go with each token, as two questions are asked of them. What does the model think of this token?
/// `tokenLogProbs` answers, and is comparable with scoring the same text, whatever the settings were. How likely was it to be
/// drawn? `sampledLogProbs` answers; with a temperature alone it is the log-probability under the temperature-scaled
/// model, which is what importance ratios in reinforcement learning are taken against. Both are equal when
/// no setting changes the scores. A most likely token taken without sampling has the processed distribution's value, not 0.
///
/// @param text            the text up to, and without, a stop string or the text of a stop token; empty without a tokenizer
/// @param tokenIds        every token that was sampled: a stop token is the last of them, a stop string's tokens are whole
/// @param tokenLogProbs   log-probability under the model: temperature 1, no rule applied
/// @param sampledLogProbs log-probability under the distribution that the token was taken from, after all rules
/// @param finishReason    why the answer ended
public record Completion(String text, int[] tokenIds, float[] tokenLogProbs, float[] sampledLogProbs, FinishReason finishReason) {}
