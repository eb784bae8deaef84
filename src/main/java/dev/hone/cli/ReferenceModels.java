package dev.hone.cli;

import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.dpo.FollowingReference;
import dev.hone.algorithm.dpo.KnownReference;
import dev.hone.algorithm.dpo.Reference;
import dev.hone.algorithm.dpo.ReferenceAnswers;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.checkpoint.SavedModel;
import dev.hone.checkpoint.TextChanges;
import dev.hone.checkpoint.WholeModel;
import dev.hone.hub.Hub;
import dev.hone.model.CausalLm;
import dev.hone.model.LoraPlan;
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
    /// The named model as it is, once somebody has asked for it.
    private Frozen frozenNamed;

    /// @throws UserError when the named model does not read the same tokens, or a reference shall move that cannot
    ReferenceModels(DpoSettings dpo, TrainedModel model, long seed, Hub hub) {
        this.dpo = dpo;
        this.model = model;
        this.seed = seed;
        if (dpo.syncRefModel() && model.isAdapter()) throw new UserError("sync_ref_model is true, and what is trained is an adapter, "
                + "whose weights a reference has not: the model below the adapter stays as it is. Train all weights, or leave sync_ref_model out");
        this.named = dpo.refModelNameOrPath() == null ? null : ReferenceModel.folder(model, dpo.refModelNameOrPath(), hub);
    }

    /// One that stays as it is.
    /// @param learner holds the weights that training begins with
    <E extends Learnable> Reference frozen(TokenLearner learner, Job.Parts<E> parts) {
        if (!dpo.precomputes()) return Reference.of(named != null ? frozenNamed().learner
                : model.beganAsBase() ? learner.withoutAdapter() : opened(model.copy(LoraPlan.FROZEN)));
        List<E> asked = Stream.concat(parts.used().stream(), parts.evaluation().stream().flatMap(List::stream)).toList();
        long[] told = {System.nanoTime()};
        return KnownReference.of(parts.folder(), sha256(parts), asked, dpo,
                named == null ? learner : frozenNamed().learner, done -> {
                    if (done < asked.size() && System.nanoTime() - told[0] < 10_000_000_000L) return;
                    told[0] = System.nanoTime();
                    parts.remark().accept("reference: " + done + " of " + asked.size() + " examples");
                });
    }

    /// What answers before the first step.
    /// @param learner holds the weights that training begins with
    ReferenceAnswers.Source source(TokenLearner learner, Job.Parts<?> parts) {
        return new ReferenceAnswers.Source(sha256(parts), () -> named == null ? learner : frozenNamed().learner,
                () -> named == null ? model.copy(LoraPlan.FROZEN) : frozenNamed().weights, model.ends(dpo.eosToken()));
    }

    private String sha256(Job.Parts<?> parts) {
        return named == null ? parts.identity().model() : frozenNamed().sha256;
    }

    /// One that goes after the policy.
    FollowingReference following() {
        CausalLm reference = named == null ? model.copy(LoraPlan.NONE) : namedModel(LoraPlan.NONE);
        SavedModel form = named == null ? model.saved() : new WholeModel(named, reference, TextChanges.NONE);
        return new FollowingReference(opened(reference), form, dpo.refModelMixupAlpha(), dpo.refModelSyncSteps());
    }

    private record Frozen(CausalLm weights, TokenLearner learner, String sha256) {}

    private Frozen frozenNamed() {
        if (frozenNamed != null) return frozenNamed;
        CausalLm weights = namedModel(LoraPlan.FROZEN);
        frozenNamed = new Frozen(weights, opened(weights), TrainedModel.sha256(named, weights.parameters()));
        return frozenNamed;
    }

    private CausalLm namedModel(LoraPlan plan) {
        Safetensors weights = named.weights();
        opened.add(weights);
        return CausalLm.of(ReferenceModel.config(named), weights, plan);
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
