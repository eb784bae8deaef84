package dev.hone.cli.model;

import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.OpenedModel;
import dev.hone.checkpoint.PeftAdapter;
import dev.hone.checkpoint.RewardConfig;
import dev.hone.checkpoint.Safetensors;
import dev.hone.cli.console.CommonOptions;
import dev.hone.curate.ask.AnsweringModel;
import dev.hone.generate.Generator;
import dev.hone.generate.GeneratorSettings;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.hub.ConsoleProgress;
import dev.hone.hub.Hub;
import dev.hone.hub.HubEnvironment;
import dev.hone.model.Head;
import dev.hone.model.ModelConfig;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.reward.RewardModel;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.token.Tokenizer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// A model as the commands work with it: decoder, tokenizer if the folder has one, and the answers' settings.
/// It runs on the processor's kernels; libtorch is not loaded.
public final class OpenModel implements AutoCloseable {
    private final HfFolder folder;
    private final ModelConfig config;
    private final Safetensors weights;
    private final PeftAdapter adapter;
    private final CpuDecoder decoder;
    private final Optional<Tokenizer> tokenizer;
    private final AnsweringModel answering;

    private OpenModel(OpenedModel opened) {
        folder = opened.folder();
        config = opened.config();
        weights = opened.weights();
        adapter = opened.adapter();
        decoder = opened.decoder();
        tokenizer = opened.tokenizer();
        answering = new AnsweringModel(opened);
    }

    /// The hub that models come from, which says on `err` what it fetches.
    public static Hub hub(boolean quiet, PrintWriter err) {
        HubEnvironment environment = HubEnvironment.ofProcess();
        return Hub.of(environment, new ConsoleProgress(err, ConsoleProgress.styleFor(environment, quiet)));
    }

    /// @param model the folder of a model or of an adapter, or a hub id with an optional `@revision`
    public static OpenModel open(String model, CommonOptions options) {
        options.apply();
        Hub hub = hub(options.quiet, options.command.commandLine().getErr());
        return open(hub.model(model), hub, options.dtype().orElse(null));
    }

    /// The same with a model that gives scores.
    public static OpenModel openReward(String model, CommonOptions options) {
        options.apply();
        Hub hub = hub(options.quiet, options.command.commandLine().getErr());
        return new OpenModel(OpenedModel.open(hub.model(model), hub, options.dtype().orElse(null), Head.SCORE));
    }

    /// @param named the folder of a model or of an adapter
    /// @param hub   where an adapter's model comes from
    /// @param dtype what the weights are kept in; null for what they are stored in
    public static OpenModel open(Path named, Hub hub, DType dtype) {
        return new OpenModel(OpenedModel.open(named, hub, dtype, Head.TOKENS));
    }

    public static ModelConfig config(HfFolder folder, PeftAdapter adapter) {
        return OpenedModel.config(folder, adapter);
    }

    public static void requireHead(Head wanted, ModelConfig config, Path named) {
        OpenedModel.requireHead(wanted, config, named);
    }

    public CpuDecoder decoder() {
        return decoder;
    }

    /// A hash of the files that decide what the model says to given tokens.
    public String sha256() {
        return answering.sha256();
    }

    /// What it takes to let it answer.
    public AnsweringModel answering() {
        return answering;
    }

    public Optional<Tokenizer> tokenizer() {
        return tokenizer;
    }

    /// The model as a judge of answers.
    public RewardModel rewardModel() {
        return new RewardModel(decoder, config, tokenizer, RewardConfig.padding(config, tokenizer, adapter != null).orElse(RewardModel.NO_PADDING));
    }

    /// The tokenizer of a command that cannot do without.
    public Tokenizer neededTokenizer() {
        return tokenizer.orElseThrow(() -> new UserError(folder.path() + ": no " + HfFolder.TOKENIZER + ", so this model reads token ids only; "
                + "use hone generate or hone score with rows of input_ids"));
    }

    /// Tokens that a text and its continuation may have together.
    public int contextLength() {
        return config.maxPositions();
    }

    /// How the model wants its answers made.
    public SamplingSettings generationDefaults() {
        return answering.defaults();
    }

    /// Makes a text stream for each answer.
    public Supplier<TextStream> texts() {
        return answering.texts();
    }

    public GeneratorSettings limits(int maxBatch) {
        return answering.limits(maxBatch);
    }

    public Generator generator(GeneratorSettings limits) {
        return AnsweringModel.generator(decoder, limits);
    }

    @Override public void close() {
        tokenizer.ifPresent(Tokenizer::close);
        weights.close();
        if (adapter != null) adapter.close();
    }
}
