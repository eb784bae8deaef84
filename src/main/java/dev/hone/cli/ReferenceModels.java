package dev.hone.cli;

import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.dpo.FollowingReference;
import dev.hone.algorithm.dpo.KnownReference;
import dev.hone.algorithm.dpo.Reference;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.checkpoint.SavedModel;
import dev.hone.checkpoint.TextChanges;
import dev.hone.checkpoint.WholeModel;
import dev.hone.hub.Hub;
import dev.hone.model.CausalLm;
import dev.hone.model.Head;
import dev.hone.model.LoraPlan;
import dev.hone.model.ModelConfig;
import dev.hone.model.TokenLearner;
import dev.hone.settings.UserError;
import dev.hone.token.Learnable;
import dev.hone.train.Learners;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the policy of `hone dpo` is held to: the model that training begins with, unless another is named.
final class ReferenceModels implements AutoCloseable {
    private final DpoSettings dpo;
    private final TrainedModel model;
    private final HfFolder named;
    private final long seed;
    private final List<AutoCloseable> opened = new ArrayList<>();

    /// @throws UserError when the named model does not read the same tokens, or a reference shall move that cannot
    ReferenceModels(DpoSettings dpo, TrainedModel model, long seed, Hub hub) {
        this.dpo = dpo;
        this.model = model;
        this.seed = seed;
        if (dpo.syncRefModel() && model.isAdapter()) throw new UserError("sync_ref_model is true, and what is trained is an adapter, "
                + "whose weights a reference has not: the model below the adapter stays as it is. Train all weights, or leave sync_ref_model out");
        this.named = dpo.refModelNameOrPath() == null ? null : folder(dpo.refModelNameOrPath(), hub);
    }

    /// The folder of a reference, which must read the same tokens as the model.
    private HfFolder folder(String name, Hub hub) {
        HfFolder folder = HfFolder.open(hub.model(name));
        ModelConfig config = config(folder);
        OpenModel.requireHead(Head.TOKENS, config, folder.path());
        int mine = model.model().config().sizes().vocabulary(), its = config.sizes().vocabulary();
        if (mine != its) throw new UserError("ref_model_name_or_path is " + name + ", whose vocabulary has " + its
                + " tokens, and the model's has " + mine + "; expected a model with the same tokenizer");
        return folder;
    }

    private static ModelConfig config(HfFolder folder) {
        return ModelConfig.read(folder.config(), folder.path().resolve(HfFolder.CONFIG).toString());
    }

    /// One that stays as it is.
    /// @param learner holds the weights that training begins with
    <E extends Learnable> Reference frozen(TokenLearner learner, Job.Parts<E> parts) {
        if (!dpo.precomputes()) return Reference.of(named != null ? opened(namedModel(LoraPlan.FROZEN))
                : beganAsBase() ? learner.withoutAdapter() : opened(model.copy(LoraPlan.FROZEN)));
        CausalLm other = named == null ? null : namedModel(LoraPlan.FROZEN);
        List<E> asked = Stream.concat(parts.used().stream(), parts.evaluation().stream().flatMap(List::stream)).toList();
        long[] told = {System.nanoTime()};
        return KnownReference.of(parts.folder(), other == null ? parts.identity().model() : TrainedModel.sha256(named, other.parameters()), asked, dpo,
                other == null ? learner : opened(other), done -> {
                    if (done < asked.size() && System.nanoTime() - told[0] < 10_000_000_000L) return;
                    told[0] = System.nanoTime();
                    parts.remark().accept("reference: " + done + " of " + asked.size() + " examples");
                });
    }

    /// Whether the policy without its adapter is what training began with.
    private boolean beganAsBase() {
        return model.model().trainsAdapterAlone() && !model.continuesAdapter();
    }

    /// One that goes after the policy.
    FollowingReference following() {
        CausalLm reference = named == null ? model.copy(LoraPlan.NONE) : namedModel(LoraPlan.NONE);
        SavedModel form = named == null ? model.saved() : new WholeModel(named, reference, TextChanges.NONE);
        return new FollowingReference(opened(reference), form, dpo.refModelMixupAlpha(), dpo.refModelSyncSteps());
    }

    private CausalLm namedModel(LoraPlan plan) {
        Safetensors weights = named.weights();
        opened.add(weights);
        return CausalLm.of(config(named), weights, plan);
    }

    private TokenLearner opened(CausalLm reference) {
        TokenLearner learner = Learners.of(reference, seed, false, 0);
        opened.add(learner);
        return learner;
    }

    @Override public void close() {
        try {
            for (AutoCloseable each : opened.reversed()) each.close();
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
