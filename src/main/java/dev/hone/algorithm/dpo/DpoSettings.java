package dev.hone.algorithm.dpo;

import dev.hone.loss.DpoLoss;
import dev.hone.loss.DpoLossType;
import dev.hone.loss.FDivergence;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings;
import dev.hone.token.PairSettings;
import java.util.List;
import java.util.Locale;

/// What makes one answer better than another, and how pairs share a pass. Names and defaults are those of TRL's `DPOConfig`.
@Help("Preference learning")
public record DpoSettings(
        @Help("how strongly the policy is held to the reference: more keeps it closer") double beta,
        @Help("the loss, or several that are added up") List<DpoLossType> lossType,
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
        @Help("ask the reference once, before the first step, and keep its answers on disk; none for yes: the numbers are the same, and no second model stays in memory") Boolean precomputeRefLogProbs,
        @Help("a reference other than the model that training begins with: a folder or a hub id") String refModelNameOrPath,
        @Help("compute what the two answers begin with once; changes numbers by rounding only") boolean sharePrompt,
        @Help("no padding in a batch; it is never computed here, whatever this says") boolean paddingFree,
        @Help("accepted as in TRL; there is no padding here that could be rounded up") Integer padToMultipleOf,
        @Help("the token that ends a text; none for the tokenizer's") String eosToken,
        @Help("a chat template in place of the model's: a .jinja file, or a folder with one") String chatTemplatePath,
        @Help("weight of the balance loss of a mixture of experts, where its config.json has output_router_logits") double routerAuxLossCoef,
        @Help("most tokens that go through the model at once, or as many as the longest pair has: less needs less memory, and changes numbers by rounding only") int maxTokensPerPass,
        @Help("stop, with a checkpoint, when the run's health raises an alarm") boolean stopOnAlarm) {

    public static final DpoSettings DEFAULTS = new DpoSettings(0.1, List.of(DpoLossType.SIGMOID), null, 0, FDivergence.REVERSE_KL, 0.5, 0.05, null, false,
            1024, LabelSettings.Cut.KEEP_START, true, null, null, true, false, null, null, null, 0.001, 512, false);

    public DpoSettings {
        lossType = List.copyOf(lossType);
        lossWeights = lossWeights == null ? null : List.copyOf(lossWeights);
        if (!(beta > 0)) throw new UserError("beta is " + beta + "; expected more than 0");
        if (lossType.isEmpty()) throw new UserError("loss_type is empty; expected at least one, such as sigmoid");
        if (lossWeights != null && lossWeights.size() != lossType.size()) throw new UserError(
                "loss_weights has " + lossWeights.size() + " numbers for " + lossType.size() + " losses in loss_type; expected one for each");
        if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) throw new UserError("label_smoothing is " + labelSmoothing + "; expected from 0 to below 0.5");
        if (lossType.contains(DpoLossType.EXO_PAIR) && labelSmoothing == 0) throw new UserError(
                "label_smoothing is 0, of which exo_pair takes the logarithm; expected more, such as 0.001");
        for (DpoLossType type : lossType) if (fDivergenceType != FDivergence.REVERSE_KL && !type.takesDivergences()) throw new UserError(
                "f_divergence_type is " + fDivergenceType.name().toLowerCase(Locale.ROOT) + ", which loss_type " + type.name().toLowerCase(Locale.ROOT)
                + " has no form for; expected reverse_kl");
        if (useWeighting && (lossType.contains(DpoLossType.AOT) || lossType.contains(DpoLossType.AOT_UNPAIRED))) throw new UserError(
                "use_weighting is true, and aot sorts pairs, so that weights would fall on others; take another loss_type");
        if (ldAlpha != null && !(ldAlpha >= 0 && ldAlpha <= 1)) throw new UserError("ld_alpha is " + ldAlpha + "; expected from 0 to 1");
        if (!(discopopTau > 0)) throw new UserError("discopop_tau is " + discopopTau + "; expected more than 0");
        if (!(routerAuxLossCoef >= 0)) throw new UserError("router_aux_loss_coef is " + routerAuxLossCoef + "; expected at least 0");
        if (maxTokensPerPass < 1) throw new UserError("max_tokens_per_pass is " + maxTokensPerPass + "; expected at least 1");
    }

    /// How rows become tokens.
    public PairSettings pairs() {
        return new PairSettings(maxLength, truncationMode, PairSettings.Seam.COMMON, eosToken);
    }

    DpoLoss.Settings formula() {
        return new DpoLoss.Settings(beta, labelSmoothing, discopopTau, fDivergenceType, fAlphaDivergenceCoef);
    }

    double weight(int loss) {
        return lossWeights == null ? 1 : lossWeights.get(loss);
    }

    /// Whether the cost of a pair depends on the others of its micro-batch.
    boolean couplesPairs() {
        return lossType.stream().anyMatch(DpoLossType::couplesPairs);
    }

    public boolean precomputes() {
        return precomputeRefLogProbs == null || precomputeRefLogProbs;
    }
}
