package dev.hone.curate.ask;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers that a model gives to token ids, each prompt once: what it has said before is read from the cache. An answer
/// depends on its prompt's tokens and the seed, not on the row's place, so that rows can be added, left out and moved.
public final class ModelAnswers {
    /// Answers that are made at the same time, and prompts that are on their way.
    public static final int AT_ONCE = 64, FLIGHT = 4 * AT_ONCE;

    private final AnsweringModel model;
    private final SamplingSettings settings;
    private final AnswerCache cache;
    private final GeneratorSettings limits;
    private final Generator generator;

    /// @param cache     in [#file]; like the generator it is not closed here
    /// @param generator see [#generator]
    public ModelAnswers(AnsweringModel model, SamplingSettings settings, AnswerCache cache, Generator generator) {
        this.model = model;
        this.settings = settings;
        this.cache = cache;
        this.limits = model.limits(AT_ONCE);
        this.generator = generator;
    }

    /// What answers for a model: one for all who ask it, since a model computes for one thread.
    public static Generator generator(AnsweringModel model) {
        return AnsweringModel.generator(model.opened().decoder(), model.limits(AT_ONCE));
    }

    /// The place of what a model has answered under these settings.
    /// @param dtype  what its weights are kept in; empty for what they are stored in
    /// @param folder where caches are kept
    public static Path file(AnsweringModel model, SamplingSettings settings, Optional<?> dtype, Path folder) {
        MessageDigest digest = Sha256.begin();
        digest.update((model.sha256() + dtype + settings).getBytes(StandardCharsets.UTF_8));
        return folder.resolve(Sha256.hex(digest).substring(0, 32) + ".jsonl");
    }

    /// What the cache calls a prompt.
    /// @throws dev.hone.settings.UserError when it cannot be answered
    public String key(int[] prompt) {
        request(prompt).check(model.opened().decoder().vocabularySize(), limits);
        return HexFormat.of().formatHex(Sha256.of(prompt));
    }

    /// Asks, and returns at once.
    /// @return waits for the answers and keeps them
    public Supplier<List<OwnAnswer>> ask(int[] prompt) {
        String key = key(prompt);
        if (cache.has(key)) return () -> cache.get(key);
        Generation generation = generator.submit(request(prompt), Listener.NONE);
        return () -> {
            if (!cache.has(key)) cache.put(key, generation.result().completions().stream().map(ModelAnswers::answer).toList());
            return cache.get(key);
        };
    }

    private Request request(int[] prompt) {
        return new Request(prompt, settings, Request.numberOf(prompt), model.texts());
    }

    private static OwnAnswer answer(Completion completion) {
        return new OwnAnswer(completion.text(), completion.tokenIds().length, completion.finishReason() == FinishReason.STOP);
    }
}
