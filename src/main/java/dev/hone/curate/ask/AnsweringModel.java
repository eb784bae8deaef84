package dev.hone.curate.ask;

import com.sun.management.OperatingSystemMXBean;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.OpenedModel;
import dev.hone.checkpoint.PeftAdapter;
import dev.hone.generate.Generator;
import dev.hone.generate.GeneratorSettings;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.hub.Sha256;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.settings.UserError;
import dev.hone.tensor.kernel.Workers;
import dev.hone.token.StreamingDecoder;
import dev.hone.token.Tokenizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What it takes to let an open model answer.
public record AnsweringModel(OpenedModel opened) {
    /// transformers' default of 20 tokens would cut nearly every answer.
    public static final int MAX_NEW_TOKENS = 512;
    private static final long MEMORY_SHARE = 4;

    /// A hash of the files that decide what the model says to given tokens: settings, weights, tokenizer, adapter.
    public String sha256() {
        HfFolder folder = opened.folder();
        MessageDigest digest = Sha256.begin();
        digest.update(folder.config().toString().getBytes(StandardCharsets.UTF_8));
        for (String name : opened.weights().names()) Sha256.add(digest, opened.weights().get(name).bytes());
        try {
            if (folder.tokenizer().isPresent()) digest.update(Files.readAllBytes(folder.tokenizer().get()));
            if (opened.adapter() != null) for (String file : List.of(HfFolder.ADAPTER_CONFIG, PeftAdapter.WEIGHTS))
                digest.update(Files.readAllBytes(opened.adapter().folder().resolve(file)));
        } catch (IOException e) {
            throw new UserError(folder.path() + ": cannot be read (" + e + ")", e);
        }
        return Sha256.hex(digest);
    }

    /// A hash of what makes tokens of a conversation and ends its answer: tokenizer, special tokens, chat templates, the ids that end.
    /// Together with [#sha256] it decides what the model says to a conversation.
    public String textsSha256() {
        MessageDigest digest = Sha256.begin();
        try {
            for (Path file : HfFolder.tokenizerFiles(opened.texts())) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UserError(opened.texts() + ": cannot be read (" + e + ")", e);
        }
        digest.update(defaults().eosTokenId().toString().getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(digest);
    }

    /// How the model wants its answers made: generation_config.json over transformers' defaults, with longer answers.
    public SamplingSettings defaults() {
        HfFolder folder = opened.folder();
        SamplingSettings base = SamplingSettings.DEFAULTS.with(s -> s.maxNewTokens = MAX_NEW_TOKENS);
        SamplingSettings settings = folder.generationConfig()
                .map(json -> base.with(json, folder.path().resolve(HfFolder.GENERATION_CONFIG).toString())).orElse(base);
        return settings.eosTokenId().isEmpty() ? withOtherEos(settings) : settings;
    }

    /// An answer without an end helps nobody: config.json may name one, and the tokenizer may.
    private SamplingSettings withOtherEos(SamplingSettings settings) {
        HfFolder folder = opened.folder();
        JsonNode eos = folder.config().path("eos_token_id");
        if (!eos.isMissingNode() && !eos.isNull()) return settings.with(
                JsonNodeFactory.instance.objectNode().set("eos_token_id", eos), folder.path().resolve(HfFolder.CONFIG).toString());
        return settings.with(s -> opened.tokenizer().flatMap(t -> t.specialTokens().eos()).ifPresent(token -> s.eosTokenId = List.of(token.id())));
    }

    /// Makes a text stream for each answer.
    public Supplier<TextStream> texts() {
        return opened.tokenizer().map(AnsweringModel::texts).orElse(TextStream.IDS_ONLY);
    }

    public static Supplier<TextStream> texts(Tokenizer tokenizer) {
        return () -> {
            var decoding = new StreamingDecoder(tokenizer, true);
            return new TextStream() {
                @Override public String accept(int id) {
                    return decoding.add(id);
                }

                @Override public String flush() {
                    return decoding.flush();
                }
            };
        };
    }

    /// Limits for generating: sequences that run together remember at most a quarter of the machine's memory.
    public GeneratorSettings limits(int maxBatch) {
        return limits(opened.decoder(), opened.config().maxPositions(), maxBatch);
    }

    public static GeneratorSettings limits(CpuDecoder decoder, int contextLength, int maxBatch) {
        long tokens = memory() / MEMORY_SHARE / Math.max(1, decoder.bytesPerToken());
        GeneratorSettings usual = GeneratorSettings.of(contextLength);
        return new GeneratorSettings(contextLength, maxBatch, (int) Math.clamp(tokens, contextLength, Integer.MAX_VALUE), usual.prefillChunk());
    }

    private static long memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize();
    }

    public static Generator generator(CpuDecoder decoder, GeneratorSettings limits) {
        return new Generator(decoder, limits, (rows, work) -> Workers.shared().forEach(rows, 1, (from, to) -> {
            for (int row = from; row < to; row++) work.accept(row);
        }));
    }
}
