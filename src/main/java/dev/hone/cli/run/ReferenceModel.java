package dev.hone.cli.run;

import dev.hone.algorithm.dpo.FollowingReference;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.checkpoint.SavedModel;
import dev.hone.checkpoint.TextChanges;
import dev.hone.checkpoint.WholeModel;
import dev.hone.cli.model.OpenModel;
import dev.hone.hub.Hub;
import dev.hone.model.CausalLm;
import dev.hone.model.Head;
import dev.hone.model.LoraPlan;
import dev.hone.model.ModelConfig;
import dev.hone.model.Predictor;
import dev.hone.model.TokenLearner;
import dev.hone.settings.UserError;
import dev.hone.train.Learners;
import java.util.ArrayList;
import java.util.List;

/// What a policy is held to: the model that training begins with, unless another is named.
public final class ReferenceModel implements AutoCloseable {
    private final TrainedModel policy;
    private final HfFolder named;
    private final List<AutoCloseable> opened = new ArrayList<>();
    /// The named model as it is, once somebody has asked for it; and its hash.
    private Frozen frozen;
    private String sha256;

    /// @param name `ref_model_name_or_path`, which must read the same tokens; null for none
    public ReferenceModel(TrainedModel policy, String name, Hub hub) {
        this.policy = policy;
        this.named = name == null ? null : folder(policy, name, hub);
    }

    private static HfFolder folder(TrainedModel policy, String name, Hub hub) {
        HfFolder folder = HfFolder.open(hub.model(name));
        ModelConfig config = config(folder);
        OpenModel.requireHead(Head.TOKENS, config, folder.path());
        int mine = policy.model().config().sizes().vocabulary(), its = config.sizes().vocabulary();
        if (mine != its) throw new UserError("ref_model_name_or_path is " + name + ", whose vocabulary has " + its
                + " tokens, and the model's has " + mine + "; expected a model with the same tokenizer");
        return folder;
    }

    private static ModelConfig config(HfFolder folder) {
        return ModelConfig.read(folder.config(), folder.path().resolve(HfFolder.CONFIG).toString());
    }

    /// A model beside the policy: the named one; or the policy without its adapter, where that is what training began with; or a frozen copy.
    public Predictor beside(TokenLearner learner) {
        if (named != null) return frozen().learner;
        return policy.beganAsBase() ? learner.withoutAdapter() : opened(policy.copy(LoraPlan.FROZEN));
    }

    /// The same before the first step, when the policy still is what training begins with.
    public Predictor atFirst(TokenLearner learner) {
        return named == null ? learner : frozen().learner;
    }

    /// Its weights, which stay as they are.
    public CausalLm asItIs() {
        return named == null ? policy.copy(LoraPlan.FROZEN) : frozen().weights;
    }

    /// A hash of it.
    /// @param ofPolicy that of what training begins with
    public String sha256(String ofPolicy) {
        if (named == null) return ofPolicy;
        if (sha256 == null) sha256 = TrainedModel.sha256(named, frozen().weights.parameters());
        return sha256;
    }

    /// One that goes after the policy, all of whose weights are trained.
    public FollowingReference following(double alpha, int interval) {
        CausalLm reference = named == null ? policy.copy(LoraPlan.NONE) : other(LoraPlan.NONE);
        SavedModel form = named == null ? policy.saved() : new WholeModel(named, reference, TextChanges.NONE);
        return new FollowingReference(opened(reference), form, alpha, interval);
    }

    private record Frozen(CausalLm weights, TokenLearner learner) {}

    private Frozen frozen() {
        if (frozen != null) return frozen;
        CausalLm weights = other(LoraPlan.FROZEN);
        frozen = new Frozen(weights, opened(weights));
        return frozen;
    }

    private CausalLm other(LoraPlan plan) {
        Safetensors weights = named.weights();
        opened.add(weights);
        return CausalLm.of(config(named), weights, plan);
    }

    private TokenLearner opened(CausalLm model) {
        TokenLearner learner = Learners.of(model, 0, false, 0);
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
