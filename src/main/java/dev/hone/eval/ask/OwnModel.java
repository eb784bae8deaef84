package dev.hone.eval.ask;

import dev.hone.data.Conversation;
import dev.hone.generate.Completion;
import dev.hone.generate.FinishReason;
import dev.hone.generate.Generator;
import dev.hone.generate.Listener;
import dev.hone.generate.Request;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.model.Decoder;
import dev.hone.model.KvCache;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTemplate;
import dev.hone.token.ToolFormat;
import dev.hone.token.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// A model on our own engine. Answers that are asked for at the same time are made together. A conversation goes through the chat template;
/// without one, as for a base model, its messages are one text that the model continues.
public final class OwnModel implements Respondent, AutoCloseable {
    private final Parts parts;
    /// What likelihoods were asked for last, as far as it was the context: the next one may begin alike.
    private final KvCache past;
    private int[] pastIds = {};
    /// Found out when tools are first offered.
    private ToolFormat toolFormat;

    /// What it is put together from, all of it open until this is closed.
    /// @param name          for people
    /// @param generator     makes answers with the decoder
    /// @param contextLength tokens of a prompt and its answer together
    /// @param template      writes conversations; none where they are one text
    /// @param ends          tokens that end an answer
    /// @param texts         makes texts of answers
    public record Parts(String name, CpuDecoder decoder, Generator generator, int contextLength, Tokenizer tokenizer, Optional<ChatTemplate> template, List<Integer> ends,
            Supplier<TextStream> texts) {}

    public OwnModel(Parts parts) {
        this.parts = parts;
        this.past = parts.decoder.newCache();
    }

    @Override public String name() {
        return parts.name;
    }

    @Override public boolean hasRoomFor(Conversation conversation, Sampling sampling) {
        return ids(conversation).length + sampling.maxTokens() <= parts.contextLength;
    }

    @Override public Reply reply(Conversation conversation, Sampling sampling) {
        if (sampling.topLogProbs() > 0) throw new UserError(parts.name + " is asked for log-probabilities beside its answer, which our own engine does not give; a server may");
        int[] ids = ids(conversation);
        long start = System.nanoTime();
        Completion said = parts.generator.submit(new Request(ids, settings(sampling), Request.numberOf(ids), parts.texts), Listener.NONE).result().completions().getFirst();
        return Reply.of(message(said, conversation.tools() != null), ids.length, said.tokenIds().length, said.finishReason() == FinishReason.STOP, (System.nanoTime() - start) / 1e9);
    }

    /// Calls of tools are read where there are tools to call.
    private ObjectNode message(Completion said, boolean hasTools) {
        if (!hasTools) return ToolFormat.message(said.text(), List.of());
        ToolFormat.Said read = toolFormat().read(said.tokenIds());
        return ToolFormat.message(read.content(), read.calls());
    }

    private synchronized ToolFormat toolFormat() {
        if (toolFormat == null) toolFormat = ToolFormat.of(parts.template.orElseThrow(() -> new UserError(parts.name + " has no chat template, so that it cannot call tools")),
                parts.tokenizer, Set.copyOf(parts.ends));
        return toolFormat;
    }

    private int[] ids(Conversation conversation) {
        if (parts.template.isPresent()) return parts.tokenizer.encodeChat(parts.template.get().render(conversation, true)).ids();
        String text = conversation.messages().valueStream().map(message -> message.path("content").asString("")).collect(Collectors.joining("\n\n"));
        return parts.tokenizer.encode(text, true);
    }

    private SamplingSettings settings(Sampling sampling) {
        return SamplingSettings.DEFAULTS.with(s -> {
            s.maxNewTokens = sampling.maxTokens();
            s.doSample = sampling.temperature() > 0;
            if (s.doSample) s.temperature = sampling.temperature();
            s.topP = sampling.topP();
            s.topK = 0;
            s.stopStrings = sampling.stop();
            s.eosTokenId = parts.ends;
            s.seed = sampling.draw();
        });
    }

    /// The context is computed once for all continuations, and of it only what the context before did not have.
    /// As in lm-evaluation-harness, spaces between the two belong to the continuation, and a context that is too long loses its beginning.
    @Override public synchronized double[] logProbs(String context, List<String> continuations) {
        String before = context.stripTrailing(), between = context.substring(before.length());
        int[] contextIds = parts.tokenizer.encode(before, true);
        List<int[]> continued = continuations.stream().map(text -> parts.tokenizer.encode(before + between + text, true))
                .map(whole -> Arrays.copyOfRange(whole, Math.min(contextIds.length, whole.length - 1), whole.length)).toList();
        int longest = continued.stream().mapToInt(ids -> ids.length).max().orElse(0), room = parts.contextLength - longest;
        if (room < 1) throw new UserError("a continuation leaves no room for its context: it has " + longest + " tokens, and " + parts.name + " takes " + parts.contextLength + " in all");
        read(Arrays.copyOfRange(contextIds, Math.max(0, contextIds.length - room), contextIds.length - 1));
        int last = contextIds[contextIds.length - 1];
        List<int[]> texts = continued.stream().map(ids -> IntStream.concat(IntStream.of(last), Arrays.stream(ids)).toArray()).toList();
        return parts.decoder.logProbs(past, texts).stream().mapToDouble(OwnModel::sum).toArray();
    }

    /// Brings the past to these tokens.
    private void read(int[] ids) {
        int common = Arrays.mismatch(pastIds, ids);
        int kept = common < 0 ? ids.length : common;
        past.truncate(kept);
        if (kept < ids.length) parts.decoder.next(List.of(new Decoder.Step(past, Arrays.copyOfRange(ids, kept, ids.length))));
        pastIds = ids;
    }

    private static double sum(float[] logProbs) {
        double sum = 0;
        for (float logProb : logProbs) sum += logProb;
        return sum;
    }

    @Override public void close() {
        past.close();
        parts.generator.close();
    }
}
