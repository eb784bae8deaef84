package dev.hone.algorithm.rollout;

import dev.hone.generate.Completion;
import dev.hone.generate.FinishReason;
import dev.hone.generate.Generator;
import dev.hone.generate.Listener;
import dev.hone.generate.Request;
import dev.hone.generate.Result;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.model.WeightValues;
import dev.hone.model.cpu.CpuDecoder;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Speaks with the weights that learn, in the same process. A text is computed once for all that goes on with it; what was sampled is kept
/// as ids with their log-probabilities, and never made into tokens anew.
public final class EngineSpeaker implements Speaker {
    private final CpuDecoder decoder;
    private final WeightValues now;
    private final Generator generator;
    private final SamplingSettings settings;
    private final Supplier<TextStream> texts;
    /// What was asked since the beginning.
    private final Queue<CompletableFuture<Result>> asked = new ConcurrentLinkedQueue<>();

    /// @param decoder   of the generator
    /// @param now       the weights that learn
    /// @param settings  of a turn, among them how it ends and what it is drawn from
    /// @param texts     makes texts of the turns
    public EngineSpeaker(CpuDecoder decoder, WeightValues now, Generator generator, SamplingSettings settings, Supplier<TextStream> texts) {
        this.decoder = decoder;
        this.now = now;
        this.generator = generator;
        this.settings = settings;
        this.texts = texts;
    }

    @Override public void begin() {
        decoder.update(now);
    }

    @Override public List<CompletableFuture<Turn>> say(Line line) {
        SamplingSettings sampling = settings.with(s -> {
            s.numReturnSequences = line.each();
            s.maxNewTokens = line.most();
            s.seed ^= line.variant();
        });
        List<CompletableFuture<Turn>> turns = Stream.generate(CompletableFuture<Turn>::new).limit(line.each()).toList();
        CompletableFuture<Result> result = generator.submit(new Request(line.ids(), sampling, line.number(), texts), new Listener() {
            @Override public void finished(int sample, Completion completion) {
                turns.get(sample).complete(turn(completion));
            }
        }).future();
        result.thenAccept(ended -> {
            if (ended instanceof Result.Failed(RuntimeException cause, _)) turns.forEach(turn -> turn.completeExceptionally(cause));
        });
        asked.add(result);
        return turns;
    }

    private Turn turn(Completion completion) {
        return new Turn(completion.tokenIds(), completion.text(), completion.finishReason() == FinishReason.STOP, isPolicyItself() ? completion.sampledLogProbs() : null);
    }

    /// Whether the distribution that is sampled from is the policy's own at this temperature.
    private boolean isPolicyItself() {
        return settings.topP() == 1 && settings.topK() == 0 && settings.minP() == 0 && settings.repetitionPenalty() == 1;
    }

    /// A turn is known a moment before its cache is closed, which the decoder waits for.
    @Override public void end() {
        for (CompletableFuture<Result> result; (result = asked.poll()) != null; ) result.join();
        decoder.rest();
    }
}
