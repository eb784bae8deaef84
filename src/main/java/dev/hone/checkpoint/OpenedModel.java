package dev.hone.checkpoint;

import dev.hone.hub.Hub;
import dev.hone.model.CausalLm;
import dev.hone.model.Head;
import dev.hone.model.ModelConfig;
import dev.hone.model.Weights;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.token.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// A model to be asked, out of its folder or that of an adapter. It runs on the processor's kernels; libtorch is not loaded.
/// @param folder    the model's, below the adapter
/// @param adapter   worked into the weights, or null
/// @param tokenizer of the adapter's folder, or else of the model's; empty where there is none
public record OpenedModel(HfFolder folder, ModelConfig config, Safetensors weights, PeftAdapter adapter, CpuDecoder decoder, Optional<Tokenizer> tokenizer)
        implements AutoCloseable {
    /// Opening a tokenizer takes a second, which the weights take as well.
    private static final Executor BESIDE = task -> Thread.ofPlatform().daemon().name("hone-tokenizer").start(task);

    /// @param named  the folder of a model or of an adapter
    /// @param hub    where an adapter's model comes from
    /// @param dtype  what the weights are kept in; null for what they are stored in
    /// @throws UserError when it cannot be opened, or has another head than wanted
    public static OpenedModel open(Path named, Hub hub, DType dtype, Head wanted) {
        if (!PeftAdapter.isIn(named)) return open(HfFolder.open(named), null, dtype, wanted);
        PeftAdapter adapter = PeftAdapter.open(named);
        try {
            return open(HfFolder.open(BaseModel.of(adapter, hub)), adapter, dtype, wanted);
        } catch (RuntimeException fault) {
            adapter.close();
            throw fault;
        }
    }

    /// @param adapter worked into the model's weights while it is opened, or null
    private static OpenedModel open(HfFolder folder, PeftAdapter adapter, DType dtype, Head wanted) {
        Path texts = texts(folder, adapter);
        ModelConfig config = config(folder, adapter);
        requireHead(wanted, config, adapter == null ? folder.path() : adapter.folder());
        CompletableFuture<Optional<Tokenizer>> tokenizer = CompletableFuture.supplyAsync(() -> openTokenizer(texts), BESIDE);
        Safetensors weights = null;
        try {
            weights = folder.weights();
            // What is wrong with the weights is told before what is wrong with the tokenizer, whichever thread finds out first.
            Weights used = adapter == null ? weights : new MergedWeights(weights, adapter);
            CpuDecoder decoder = decoder(folder, config, used, weights.names(), dtype);
            return new OpenedModel(folder, config, weights, adapter, decoder, join(tokenizer));
        } catch (RuntimeException fault) {
            if (weights != null) weights.close();
            tokenizer.thenAccept(opened -> opened.ifPresent(Tokenizer::close));
            throw fault;
        }
    }

    /// The folder whose tokenizer and chat template are used.
    public Path texts() {
        return texts(folder, adapter);
    }

    private static Path texts(HfFolder folder, PeftAdapter adapter) {
        return adapter != null && Tokenizer.isIn(adapter.folder()) ? adapter.folder() : folder.path();
    }

    /// The settings of a folder's model, with the head that an adapter gives it.
    /// @param adapter null for none
    public static ModelConfig config(HfFolder folder, PeftAdapter adapter) {
        ModelConfig config = ModelConfig.read(folder.config(), folder.path().resolve(HfFolder.CONFIG).toString());
        return adapter != null && adapter.config().scores() ? config.scoring() : config;
    }

    /// @throws UserError when a reward model is to write, or another one to score
    public static void requireHead(Head wanted, ModelConfig config, Path named) {
        if (config.head() == wanted) return;
        throw new UserError(named + ": " + switch (wanted) {
            case TOKENS -> "is a reward model (" + config.architecture() + "), which writes no text: score answers with hone score --reward " + named;
            case SCORE -> "is no reward model: it is " + config.architecture() + "; expected one with a score for a head, such as LlamaForSequenceClassification";
        });
    }

    private static Optional<Tokenizer> openTokenizer(Path folder) {
        return Tokenizer.isIn(folder) ? Optional.of(Tokenizer.open(folder)) : Optional.empty();
    }

    private static Optional<Tokenizer> join(CompletableFuture<Optional<Tokenizer>> tokenizer) {
        try {
            return tokenizer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /// @param stored names of all weights in the folder
    /// @param dtype  what the weights are kept in; null for what they are stored in
    private static CpuDecoder decoder(HfFolder folder, ModelConfig config, Weights weights, Set<String> stored, DType dtype) {
        try {
            CausalLm model = CausalLm.of(config, weights);
            model.refuseOthers(stored);
            return new CpuDecoder(model, dtype);
        } catch (UserError e) {
            throw new UserError(folder.path() + ": " + e.getMessage(), e);
        }
    }

    @Override public void close() {
        tokenizer.ifPresent(Tokenizer::close);
        weights.close();
        if (adapter != null) adapter.close();
    }
}
