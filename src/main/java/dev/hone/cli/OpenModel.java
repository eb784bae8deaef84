package dev.hone.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.OpenedModel;
import dev.hone.checkpoint.PeftAdapter;
import dev.hone.checkpoint.RewardConfig;
import dev.hone.checkpoint.Safetensors;
import dev.hone.generate.Generator;
import dev.hone.generate.GeneratorSettings;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.hub.ConsoleProgress;
import dev.hone.hub.Hub;
import dev.hone.hub.HubEnvironment;
import dev.hone.hub.Sha256;
import dev.hone.model.Head;
import dev.hone.model.ModelConfig;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.reward.RewardModel;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Workers;
import dev.hone.token.StreamingDecoder;
import dev.hone.token.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A model as the commands work with it: decoder, tokenizer if the folder has one, and the answers' settings.
/// It runs on the processor's kernels; libtorch is not loaded.
final class OpenModel implements AutoCloseable {
    private static final long MEMORY_SHARE = 4;

    private final HfFolder folder;
    private final ModelConfig config;
    private final Safetensors weights;
    private final PeftAdapter adapter;
    private final CpuDecoder decoder;
    private final Optional<Tokenizer> tokenizer;

    private OpenModel(OpenedModel opened) {
        folder = opened.folder();
        config = opened.config();
        weights = opened.weights();
        adapter = opened.adapter();
        decoder = opened.decoder();
        tokenizer = opened.tokenizer();
    }

    /// The hub that models come from, which says on `err` what it fetches.
    static Hub hub(boolean quiet, PrintWriter err) {
        HubEnvironment environment = HubEnvironment.ofProcess();
        return Hub.of(environment, new ConsoleProgress(err, ConsoleProgress.styleFor(environment, quiet)));
    }

    /// @param model the folder of a model or of an adapter, or a hub id with an optional `@revision`
    static OpenModel open(String model, CommonOptions options) {
        options.apply();
        Hub hub = hub(options.quiet, options.command.commandLine().getErr());
        return open(hub.model(model), hub, options.dtype().orElse(null));
    }

    /// The same with a model that gives scores.
    static OpenModel openReward(String model, CommonOptions options) {
        options.apply();
        Hub hub = hub(options.quiet, options.command.commandLine().getErr());
        return new OpenModel(OpenedModel.open(hub.model(model), hub, options.dtype().orElse(null), Head.SCORE));
    }

    /// @param named the folder of a model or of an adapter
    /// @param hub   where an adapter's model comes from
    /// @param dtype what the weights are kept in; null for what they are stored in
    static OpenModel open(Path named, Hub hub, DType dtype) {
        return new OpenModel(OpenedModel.open(named, hub, dtype, Head.TOKENS));
    }

    static ModelConfig config(HfFolder folder, PeftAdapter adapter) {
        return OpenedModel.config(folder, adapter);
    }

    static void requireHead(Head wanted, ModelConfig config, Path named) {
        OpenedModel.requireHead(wanted, config, named);
    }

    CpuDecoder decoder() {
        return decoder;
    }

    /// A hash of the files that decide what the model says to given tokens: settings, weights, tokenizer, adapter.
    String sha256() {
        MessageDigest digest = Sha256.begin();
        digest.update(folder.config().toString().getBytes(StandardCharsets.UTF_8));
        for (String name : weights.names()) TrainedModel.hash(digest, weights.get(name).bytes());
        try {
            if (folder.tokenizer().isPresent()) digest.update(Files.readAllBytes(folder.tokenizer().get()));
            if (adapter != null) for (String file : List.of(HfFolder.ADAPTER_CONFIG, PeftAdapter.WEIGHTS))
                digest.update(Files.readAllBytes(adapter.folder().resolve(file)));
        } catch (IOException e) {
            throw new UserError(folder.path() + ": cannot be read (" + e + ")", e);
        }
        return Sha256.hex(digest);
    }

    Optional<Tokenizer> tokenizer() {
        return tokenizer;
    }

    /// The model as a judge of answers.
    RewardModel rewardModel() {
        return new RewardModel(decoder, config, tokenizer, RewardConfig.padding(config, tokenizer, adapter != null).orElse(RewardModel.NO_PADDING));
    }

    /// The tokenizer of a command that cannot do without.
    Tokenizer neededTokenizer() {
        return tokenizer.orElseThrow(() -> new UserError(folder.path() + ": no " + HfFolder.TOKENIZER + ", so this model reads token ids only; "
                + "use hone generate or hone score with rows of input_ids"));
    }

    /// Tokens that a text and its continuation may have together.
    int contextLength() {
        return config.maxPositions();
    }

    /// How the model wants its answers made: generation_config.json over transformers' defaults, with longer answers.
    SamplingSettings generationDefaults() {
        SamplingSettings base = SamplingSettings.DEFAULTS.with(s -> s.maxNewTokens = SamplingOptions.MAX_NEW_TOKENS);
        SamplingSettings settings = folder.generationConfig()
                .map(json -> base.with(json, folder.path().resolve(HfFolder.GENERATION_CONFIG).toString())).orElse(base);
        return settings.eosTokenId().isEmpty() ? withOtherEos(settings) : settings;
    }

    /// An answer without an end helps nobody: config.json may name one, and the tokenizer may.
    private SamplingSettings withOtherEos(SamplingSettings settings) {
        JsonNode eos = folder.config().path("eos_token_id");
        if (!eos.isMissingNode() && !eos.isNull()) return settings.with(
                JsonNodeFactory.instance.objectNode().set("eos_token_id", eos), folder.path().resolve(HfFolder.CONFIG).toString());
        return settings.with(s -> tokenizer.flatMap(t -> t.specialTokens().eos()).ifPresent(token -> s.eosTokenId = List.of(token.id())));
    }

    /// Makes a text stream for each answer.
    Supplier<TextStream> texts() {
        return tokenizer.map(OpenModel::texts).orElse(TextStream.IDS_ONLY);
    }

    static Supplier<TextStream> texts(Tokenizer tokenizer) {
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
    GeneratorSettings limits(int maxBatch) {
        return limits(decoder, contextLength(), maxBatch);
    }

    static GeneratorSettings limits(CpuDecoder decoder, int contextLength, int maxBatch) {
        long tokens = memory() / MEMORY_SHARE / Math.max(1, decoder.bytesPerToken());
        GeneratorSettings usual = GeneratorSettings.of(contextLength);
        return new GeneratorSettings(contextLength, maxBatch, (int) Math.clamp(tokens, contextLength, Integer.MAX_VALUE), usual.prefillChunk());
    }

    private static long memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize();
    }

    Generator generator(GeneratorSettings limits) {
        return generator(decoder, limits);
    }

    static Generator generator(CpuDecoder decoder, GeneratorSettings limits) {
        return new Generator(decoder, limits, (rows, work) -> Workers.shared().forEach(rows, 1, (from, to) -> {
            for (int row = from; row < to; row++) work.accept(row);
        }));
    }

    @Override public void close() {
        tokenizer.ifPresent(Tokenizer::close);
        weights.close();
        if (adapter != null) adapter.close();
    }
}
