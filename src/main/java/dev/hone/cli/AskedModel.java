package dev.hone.cli;

import dev.hone.curate.AnswerCache;
import dev.hone.curate.OwnAnswer;
import dev.hone.generate.Completion;
import dev.hone.generate.FinishReason;
import dev.hone.generate.Generation;
import dev.hone.generate.Generator;
import dev.hone.generate.GeneratorSettings;
import dev.hone.generate.Listener;
import dev.hone.generate.Request;
import dev.hone.generate.SamplingSettings;
import dev.hone.hub.Sha256;
import dev.hone.settings.UserError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/// Answers that a model gives when it is asked, each prompt once: what it has said before is read from the cache. An answer
/// depends on its prompt's tokens and the seed, not on the row's place, so that rows can be added, left out and moved.
final class AskedModel implements AnswerSource {
    private static final int AT_ONCE = 64;
    private static final int FLIGHT = 4 * AT_ONCE;

    private final AnswerCache cache;
    /// Of each row's prompt the hash.
    private final List<String> prompts;

    private AskedModel(AnswerCache cache, List<String> prompts) {
        this.cache = cache;
        this.prompts = prompts;
    }

    /// Asks for everything that the cache does not have yet. The model can be closed afterwards.
    /// @param input    the file with the prompts
    /// @param folder   where caches are kept
    static AskedModel ask(String input, OpenModel open, SamplingSettings settings, CommonOptions common, Path folder) {
        AnswerCache cache = AnswerCache.open(folder.resolve(name(open, settings, common) + ".jsonl"));
        try {
            var asking = new Asking(open, settings, cache);
            JsonLines.forEach(input, asking::check);
            asking.run(input, common);
            return new AskedModel(cache, asking.prompts);
        } catch (RuntimeException fault) {
            cache.close();
            throw fault;
        }
    }

    private static String name(OpenModel open, SamplingSettings settings, CommonOptions common) {
        MessageDigest digest = Sha256.begin();
        digest.update((open.sha256() + common.dtype() + settings).getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(digest).substring(0, 32);
    }

    @Override public List<OwnAnswer> to(JsonLines.Row row) {
        return cache.get(prompts.get(row.number()));
    }

    @Override public void end() {}

    @Override public void close() {
        cache.close();
    }

    /// Keeps a limited number of prompts on their way.
    private static final class Asking {
        private final OpenModel open;
        private final SamplingSettings settings;
        private final AnswerCache cache;
        private final RowTokens tokens;
        private final GeneratorSettings limits;
        private final List<String> prompts = new ArrayList<>();
        private final Set<String> wanted = new HashSet<>();
        private final Queue<Pending> flight = new ArrayDeque<>();
        private volatile int answered;

        private record Pending(String prompt, Generation generation) {}

        private Asking(OpenModel open, SamplingSettings settings, AnswerCache cache) {
            this.open = open;
            this.settings = settings;
            this.cache = cache;
            this.tokens = new RowTokens(open.tokenizer(), open.decoder().vocabularySize(), "prompt", true);
            this.limits = open.limits(AT_ONCE);
        }

        /// Finds a row to be one that can be answered, before the first is.
        private void check(JsonLines.Row row) {
            int[] ids = tokens.of(row);
            byte[] hash = hash(ids);
            try {
                request(ids, hash).check(open.decoder().vocabularySize(), limits);
            } catch (UserError e) {
                throw new UserError(row.where() + ": " + e.getMessage(), e);
            }
            String prompt = HexFormat.of().formatHex(hash);
            prompts.add(prompt);
            if (!cache.has(prompt)) wanted.add(prompt);
        }

        private void run(String input, CommonOptions common) {
            if (wanted.isEmpty()) return;
            Set<String> left = new HashSet<>(wanted);
            try (JsonLines lines = JsonLines.open(input); Generator generator = open.generator(limits);
                    ProgressLine _ = ProgressLine.on(common.command.commandLine().getErr(), common.quiet, () -> answered + " of " + wanted.size() + " prompts answered")) {
                for (JsonLines.Row row; (row = lines.next()) != null; ) {
                    String prompt = prompts.get(row.number());
                    if (!left.remove(prompt)) continue;
                    int[] ids = tokens.of(row);
                    flight.add(new Pending(prompt, generator.submit(request(ids, hash(ids)), Listener.NONE)));
                    if (flight.size() >= FLIGHT) finish();
                }
                while (!flight.isEmpty()) finish();
            }
        }

        private Request request(int[] ids, byte[] hash) {
            return new Request(ids, settings, ByteBuffer.wrap(hash).getLong() >>> 1, open.texts());
        }

        private void finish() {
            Pending next = flight.remove();
            cache.put(next.prompt, next.generation.result().completions().stream().map(Asking::answer).toList());
            answered++;
        }

        private static OwnAnswer answer(Completion completion) {
            return new OwnAnswer(completion.text(), completion.tokenIds().length, completion.finishReason() == FinishReason.STOP);
        }

        private static byte[] hash(int[] ids) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ids.length);
            bytes.asIntBuffer().put(ids);
            return Sha256.begin().digest(bytes.array());
        }
    }
}
