package dev.hone.algorithm.dpo;

import dev.hone.loss.CpoLossType;
import dev.hone.loss.DpoLoss;
import dev.hone.loss.DpoLossType;
import dev.hone.loss.FDivergence;
import dev.hone.loss.KtoLossType;
import dev.hone.loss.LossForm;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings;
import dev.hone.token.PairSettings;
import java.util.List;
import java.util.Locale;

/// What makes one answer better than another, what it is measured from, and how examples share a pass. Names and defaults are those of TRL's `DPOConfig`.
@Help("Preference learning")
public record DpoSettings(
        @Help("how strongly the policy is held to the reference: more keeps it closer") double beta,
        @Help("the loss, which also says what rows and what reference are needed; several over pairs with a reference are added up") List<PreferenceLossType> lossType,
        @Help("a factor for each loss; none for 1") List<Double> lossWeights,
        @Help("share of pairs that are taken to be labelled the wrong way round, in the losses that can") double labelSmoothing,
        @Help("how log-ratios become scores") FDivergence fDivergenceType,
        @Help("alpha of alpha_divergence") double fAlphaDivergenceCoef,
        @Help("temperature of discopop's blend") double discopopTau,
        @Help("weight of what the longer answer has beyond the shorter one's length, from 0 to 1 (LD-DPO); none for 1") Double ldAlpha,
        @Help("weight pairs by how likely the policy itself would write them (WPO)") boolean useWeighting,
        @Help("tokens that are kept of a prompt with one answer; none for all") Integer maxLength,
        @Help("which part of a longer one stays") LabelSettings.Cut truncationMode,
        @Help("leave nothing out of an adapter's inputs, as the reference does not") boolean disableDropout,
        @Help("ask the reference once, before the first step, and keep what it said on disk: the same numbers, and no second model in memory; none for yes, "
                + "but for no with kto and sync_ref_model") Boolean precomputeRefLogProbs,
        @Help("a reference other than the model that training begins with: a folder or a hub id") String refModelNameOrPath,
        @Help("let the reference go after the policy, by mixing weights (TR-DPO); it is asked at each step then") boolean syncRefModel,
        @Help("how much of the policy goes into the reference at a time") double refModelMixupAlpha,
        @Help("updates between two times") int refModelSyncSteps,
        @Help("compute what the two answers begin with once; changes numbers by rounding only") boolean sharePrompt,
        @Help("no padding in a batch; it is never computed here, whatever this says") boolean paddingFree,
        @Help("accepted as in TRL; there is no padding here that could be rounded up") Integer padToMultipleOf,
        @Help("the token that ends a text; none for the tokenizer's") String eosToken,
        @Help("a chat template in place of the model's: a .jinja file, or a folder with one") String chatTemplatePath,
        @Help("weight of the balance loss of a mixture of experts, where its config.json has output_router_logits") double routerAuxLossCoef,
        @Help("most tokens that go through the model at once, or as many as the longest pair has: less needs less memory, and changes numbers by rounding only") int maxTokensPerPass,
        @Help("stop, with a checkpoint, when the run's health raises an alarm") boolean stopOnAlarm) {

    public static final DpoSettings DEFAULTS = new DpoSettings(0.1, List.of(PreferenceLossType.SIGMOID), null, 0, FDivergence.REVERSE_KL, 0.5, 0.05, null, false,
            1024, LabelSettings.Cut.KEEP_START, true, null, null, false, 0.6, 512, true, false, null, null, null, 0.001, 512, false);

    public DpoSettings {
        lossType = List.copyOf(lossType);
        lossWeights = lossWeights == null ? null : List.copyOf(lossWeights);
        if (!(beta > 0)) throw new UserError("beta is " + beta + "; expected more than 0");
        if (lossType.isEmpty()) throw new UserError("loss_type is empty; expected at least one, such as sigmoid");
        for (PreferenceLossType type : lossType) if (lossType.size() > 1 && !(type.form() instanceof DpoLossType)) throw new UserError(
                "loss_type has " + type.named() + " beside another; it stands alone, as it is of another family");
        if (lossWeights != null && lossWeights.size() != lossType.size()) throw new UserError(
                "loss_weights has " + lossWeights.size() + " numbers for " + lossType.size() + " losses in loss_type; expected one for each");
        if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) throw new UserError("label_smoothing is " + labelSmoothing + "; expected from 0 to below 0.5");
        if (lossType.contains(PreferenceLossType.EXO_PAIR) && labelSmoothing == 0) throw new UserError(
                "label_smoothing is 0, of which exo_pair takes the logarithm; expected more, such as 0.001");
        for (PreferenceLossType type : lossType) if (fDivergenceType != FDivergence.REVERSE_KL && !type.takesDivergences()) throw new UserError(
                "f_divergence_type is " + fDivergenceType.name().toLowerCase(Locale.ROOT) + ", which loss_type " + type.named()
                + " has no form for; expected reverse_kl");
        if (useWeighting && (lossType.contains(PreferenceLossType.AOT) || lossType.contains(PreferenceLossType.AOT_UNPAIRED))) throw new UserError(
                "use_weighting is true, and aot sorts pairs, so that weights would fall on others; take another loss_type");
        if (ldAlpha != null && !(ldAlpha >= 0 && ldAlpha <= 1)) throw new UserError("ld_alpha is " + ldAlpha + "; expected from 0 to 1");
        if (!(discopopTau > 0)) throw new UserError("discopop_tau is " + discopopTau + "; expected more than 0");
        if (!(routerAuxLossCoef >= 0)) throw new UserError("router_aux_loss_coef is " + routerAuxLossCoef + "; expected at least 0");
        if (!(refModelMixupAlpha > 0 && refModelMixupAlpha <= 1)) throw new UserError("ref_model_mixup_alpha is " + refModelMixupAlpha + "; expected more than 0, at most 1");
        if (refModelSyncSteps < 1) throw new UserError("ref_model_sync_steps is " + refModelSyncSteps + "; expected at least 1");
        requireUsed(lossType.getFirst(), ldAlpha, useWeighting, labelSmoothing);
        requireReference(lossType.getFirst(), precomputeRefLogProbs, refModelNameOrPath, syncRefModel);
        if (maxTokensPerPass < 1) throw new UserError("max_tokens_per_pass is " + maxTokensPerPass + "; expected at least 1");
    }

    /// What a loss does not read would do nothing, silently.
    private static void requireUsed(PreferenceLossType type, Double ldAlpha, boolean useWeighting, double labelSmoothing) {
        boolean ofPairs = type.form() instanceof DpoLossType;
        String unused = !ofPairs && ldAlpha != null ? "ld_alpha is " + ldAlpha : !ofPairs && useWeighting ? "use_weighting is true"
                : labelSmoothing != 0 && !ofPairs && !(type.form() instanceof CpoLossType) ? "label_smoothing is " + labelSmoothing : null;
        if (unused != null) throw new UserError(unused + ", which loss_type " + type.named() + " does not read; leave it out");
    }

    private static void requireReference(PreferenceLossType type, Boolean precompute, String model, boolean sync) {
        boolean precomputes = precompute != null && precompute;
        String given = precomputes ? "precompute_ref_log_probs is true" : model != null ? "ref_model_name_or_path is " + model : sync ? "sync_ref_model is true" : null;
        if (given != null && !type.asksReference()) throw new UserError(given + ", and loss_type " + type.named() + " has no reference; leave it out");
        if (precomputes && sync) throw new UserError("precompute_ref_log_probs is true, and so is sync_ref_model, which changes the reference during the run; "
                + "what it said before the first step would not hold. Leave one of them out");
        if (precomputes && type.measuresDrift()) throw new UserError("precompute_ref_log_probs is true, and loss_type " + type.named()
                + " asks the reference about answers to other prompts, which differ in each micro-batch; leave it out, or take apo_zero_unpaired");
    }

    /// How rows become tokens.
    public PairSettings pairs() {
        return new PairSettings(maxLength, truncationMode, asksReference() ? PairSettings.Seam.COMMON : PairSettings.Seam.EACH, eosToken);
    }

    DpoLoss.Settings formula() {
        return new DpoLoss.Settings(beta, labelSmoothing, discopopTau, fDivergenceType, fAlphaDivergenceCoef);
    }

    double weight(int loss) {
        return lossWeights == null ? 1 : lossWeights.get(loss);
    }

    /// The formula; of several, which are all of one family, the first.
    LossForm form() {
        return lossType.getFirst().form();
    }

    /// Whether answers are judged one by one.
    public boolean takesVerdicts() {
        return form() instanceof KtoLossType;
    }

    /// The losses that are added up, where they are over pairs with a reference.
    List<DpoLossType> pairLosses() {
        return lossType.stream().map(type -> (DpoLossType) type.form()).toList();
    }

    /// Whether answers are held to a reference.
    public boolean asksReference() {
        return lossType.getFirst().asksReference();
    }

    /// Whether the reference is asked about answers to other prompts too.
    public boolean measuresDrift() {
        return lossType.getFirst().measuresDrift();
    }

    /// Whether the reference is asked once, before the first step.
    public boolean precomputes() {
        if (precomputeRefLogProbs != null) return precomputeRefLogProbs;
        return !syncRefModel && !measuresDrift();
    }
}
