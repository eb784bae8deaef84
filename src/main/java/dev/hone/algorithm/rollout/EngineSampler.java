package dev.hone.algorithm.rollout;

import dev.hone.generate.Completion;
import dev.hone.generate.FinishReason;
import dev.hone.generate.Generator;
import dev.hone.generate.Request;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.model.WeightValues;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.token.TokenPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Samples with the weights that learn, in the same process. A prompt is computed once for all its answers; what was sampled is kept as ids
/// with their log-probabilities, and never made into tokens anew.
public final class EngineSampler implements Sampler {
    private final CpuDecoder decoder;
    private final WeightValues now;
    private final Generator generator;
    private final SamplingSettings settings;
    private final Supplier<TextStream> texts;

    /// @param decoder   of the generator
    /// @param now       the weights that learn
    /// @param settings  of an answer, among them how it ends and what it is drawn from
    /// @param texts     makes texts of the answers
    public EngineSampler(CpuDecoder decoder, WeightValues now, Generator generator, SamplingSettings settings, Supplier<TextStream> texts) {
        this.decoder = decoder;
        this.now = now;
        this.generator = generator;
        this.settings = settings;
        this.texts = texts;
    }

    @Override public void begin() {
        decoder.update(now);
    }

    @Override public List<Rollout> answers(List<TokenPrompt> prompts, long first, int each) {
        SamplingSettings asked = settings.with(s -> s.numReturnSequences = each);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) requests.add(new Request(prompts.get(i).ids(), asked, first + i, texts));
        List<Rollout> rollouts = new ArrayList<>();
        var results = generator.generate(requests);
        for (int i = 0; i < results.size(); i++)
            for (Completion completion : results.get(i).completions()) rollouts.add(rollout(prompts.get(i), completion));
        return rollouts;
    }

    private Rollout rollout(TokenPrompt prompt, Completion completion) {
        return Rollout.unjudged(prompt, completion.tokenIds(), completion.text(), completion.finishReason() == FinishReason.STOP,
                isPolicyItself() ? completion.sampledLogProbs() : null);
    }

    /// Whether the distribution that is sampled from is the policy's own at this temperature.
    private boolean isPolicyItself() {
        return settings.topP() == 1 && settings.topK() == 0 && settings.minP() == 0 && settings.repetitionPenalty() == 1;
    }

    @Override public void end() {
        decoder.rest();
    }
}
