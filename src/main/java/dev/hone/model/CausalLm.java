package dev.hone.model;

import dev.hone.batch.Segments;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.Linear;
import dev.hone.model.layer.Parameter;
import dev.hone.model.layer.Pass;
import dev.hone.model.layer.RmsNorm;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.kernel.Dropout;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A model that says how likely each token is to come next, or, with a [Head#SCORE], gives one number for each place: embedding,
/// decoder blocks, norm, output layer.
///
/// It is data that can be read without libtorch. [#load] makes tensors of its weights, and then it computes.
/// ```java
/// CausalLm model = CausalLm.of(ModelConfig.read(json, "config.json"), weights);
/// try (var _ = TensorScope.open()) {
///     model.load(DType.FLOAT32, Device.CPU);
///     Tensor logits = model.logits(model.hidden(Tensor.ofIds(1, 5, 9), Segments.of(3)));
/// }
/// ```
/// @param parameters     every weight of the checkpoint once, in the order in which the model uses them
/// @param trained        the weights that training changes, in that order: all that a gradient reaches, or those of an adapter
/// @param embeddingScale factor on the embeddings, rounded to their dtype
/// @param head           the output layer; where it is tied, its weight is the embedding itself; it never has an adapter
/// @param logitScale     factor on the logits; 1 for scores
/// @param softcap        logits go through `softcap · tanh(logit / softcap)`; 0 is not, as for scores
public record CausalLm(ModelConfig config, List<Parameter> parameters, List<Parameter> trained,
        Parameter embedding, double embeddingScale, List<DecoderBlock> blocks, RmsNorm norm, Linear head, double logitScale, double softcap) {

    public CausalLm {
        blocks = List.copyOf(blocks);
        parameters = List.copyOf(parameters);
        trained = List.copyOf(trained);
    }

    /// Puts the model together; every weight is found and its shape checked, none is read.
    /// @throws UserError when weights are missing or have other shapes than the settings ask for
    public static CausalLm of(ModelConfig config, Weights weights) {
        return of(config, weights, LoraPlan.NONE);
    }

    /// The same with an adapter: what the plan names is trained, everything else is frozen.
    /// @throws UserError also when the plan does not fit the model
    public static CausalLm of(ModelConfig config, Weights weights, LoraPlan plan) {
        return Architectures.of(config).build(config, new ExpectedWeights(config, weights, plan));
    }

    /// @param names all tensors of the checkpoint
    /// @throws UserError when it has some that this model does not use: then it is not the model that config.json describes
    public void refuseOthers(Collection<String> names) {
        Set<String> unused = new TreeSet<>(names);
        parameters.forEach(parameter -> unused.remove(parameter.name()));
        unused.removeIf(name -> isHarmless(name));
        if (unused.isEmpty()) return;
        List<String> shown = unused.stream().limit(5).toList();
        throw new UserError("the checkpoint has " + unused.size() + " tensors that " + config.architecture() + " with this config.json"
                + " does not use: " + String.join(", ", shown) + (unused.size() > shown.size() ? ", ..." : ""));
    }

    /// Tables that can be computed, a copy of a tied embedding, the output layer of a reward model's base, and DeepSeek V3's extra layers that guess further tokens.
    private boolean isHarmless(String name) {
        if (name.endsWith("rotary_emb.inv_freq")) return true;
        if ((config.tiedEmbeddings() || config.head() == Head.SCORE) && name.equals("lm_head.weight")) return true;
        return config.latent() != null && name.startsWith("model.layers." + config.layers().size() + ".");
    }

    /// Makes the weights' tensors in the scope that is open now, which owns them.
    public void load(DType type, Device device) {
        Set<Parameter> all = new LinkedHashSet<>(parameters);
        all.addAll(trained);
        all.forEach(parameter -> parameter.load(type, device));
    }

    /// Whether nothing but an adapter is trained, so that the model without it stays what it was.
    public boolean trainsAdapterAlone() {
        return trained.stream().allMatch(Parameter::isOfAdapter);
    }

    /// Asks for the gradients of all weights that are trained.
    public void requireGrad() {
        trained.forEach(Parameter::requireGrad);
    }

    /// What a forward pass leaves.
    /// @param hidden       `[N, D]`, ready for [#logits]
    /// @param routerLogits of each mixture of experts in layer order, `[N, experts]`; empty in other models
    public record Outcome(Tensor hidden, List<Tensor> routerLogits) {}

    /// @param ids `[N]` int64, laid out as `segments` says
    public Outcome forward(Tensor ids, Segments segments) {
        return forward(ids, segments, null, true);
    }

    /// @param dropout what a training pass leaves out of an adapter's inputs, or null for nothing
    /// @param adapter whether the adapter takes part, if there is one
    public Outcome forward(Tensor ids, Segments segments, Dropout dropout, boolean adapter) {
        if (ids.numel() != segments.total()) throw new IllegalArgumentException(
                ids.numel() + " ids for segments of " + segments.total() + " tokens");
        Pass pass = new Pass(segments, ids.device(), dropout, adapter);
        Tensor x = embedded(ids);
        for (DecoderBlock block : blocks) x = block.forward(x, pass);
        return new Outcome(norm.forward(x), List.copyOf(pass.routerLogits()));
    }

    /// The last layer's output at each token, `[N, D]`.
    public Tensor hidden(Tensor ids, Segments segments) {
        return forward(ids, segments).hidden();
    }

    private Tensor embedded(Tensor ids) {
        Tensor table = embedding.tensor();
        Tensor x = config.paddingId() < 0 ? table.embedding(ids) : table.embedding(ids, config.paddingId());
        return embeddingScale == 1 ? x : x.mul(Tensor.full(embeddingScale, x.dtype(), x.device()));
    }

    /// @param hidden `[N, D]`, all positions or some of them
    /// @return `[N, V]` in the model's dtype, or scores `[N, 1]`
    public Tensor logits(Tensor hidden) {
        Tensor logits = head.withoutAdapter(hidden);
        if (logitScale != 1) logits = logits.mul(logitScale);
        return softcap == 0 ? logits : logits.div(softcap).tanh().mul(softcap);
    }
}
