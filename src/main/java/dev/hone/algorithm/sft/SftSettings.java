package dev.hone.algorithm.sft;

import dev.hone.batch.PackingStrategy;
import dev.hone.batch.TokenRow;
import dev.hone.model.TokenLoss;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings;
import dev.hone.token.LabelledTokens;
import java.util.List;

/// What of each row is learned, and how rows share a pass. Names and defaults are those of TRL's `SFTConfig`.
@Help("Fine-tuning")
public record SftSettings(
        @Help("tokens that are kept of a row; none for all") Integer maxLength,
        @Help("which part of a longer row stays") LabelSettings.Cut truncationMode,
        @Help("let several rows share one of max_length tokens; no row sees another") boolean packing,
        @Help("how rows are put together: whole, bfd_split cuts long ones, wrapped cuts anywhere") PackingStrategy packingStrategy,
        @Help("no padding in a batch; it is never computed here, whatever this says") boolean paddingFree,
        @Help("the same as packing for eval_dataset; none for what packing says") Boolean evalPacking,
        @Help("leave the prompt of a row with a completion out of the loss; none for yes") Boolean completionOnlyLoss,
        @Help("learn only what the assistant says in a conversation") boolean assistantOnlyLoss,
        @Help("which of the assistant's turns are learned") LabelSettings.TrainOn trainOn,
        @Help("what a token costs: its negative log-likelihood, or dft's") Loss lossType,
        @Help("the token that ends a text; none for the tokenizer's") String eosToken,
        @Help("a chat template in place of the model's: a .jinja file, or a folder with one") String chatTemplatePath,
        @Help("accepted as in TRL; there is no padding here that could be rounded up") Integer padToMultipleOf,
        @Help("weight of the balance loss of a mixture of experts, where its config.json has output_router_logits") double routerAuxLossCoef,
        @Help("most tokens that go through the model at once, or as many as the longest row has: less needs less memory, and changes numbers by rounding only") int maxTokensPerPass) {

    /// TRL's names; nll and chunked_nll mean the same, as logits are never made for all positions at once.
    public enum Loss { NLL, CHUNKED_NLL, DFT }

    public static final SftSettings DEFAULTS = new SftSettings(1024, LabelSettings.Cut.KEEP_START, false, PackingStrategy.BFD, false, null,
            null, false, LabelSettings.TrainOn.EVERY, Loss.CHUNKED_NLL, null, null, null, 0.001, 512);

    public SftSettings {
        if (packing && maxLength == null) throw new UserError("packing needs max_length, the tokens of a row that others share");
        if (!(routerAuxLossCoef >= 0)) throw new UserError("router_aux_loss_coef is " + routerAuxLossCoef + "; expected at least 0");
        if (maxTokensPerPass < 1) throw new UserError("max_tokens_per_pass is " + maxTokensPerPass + "; expected at least 1");
    }

    /// What is learned of a row. Packing fills rows of its own length: best fit leaves out the end of what is longer, the other strategies cut nothing off.
    public LabelSettings labels() {
        Integer kept = packing && packingStrategy != PackingStrategy.BFD ? null : maxLength;
        return new LabelSettings(kept, packing ? LabelSettings.Cut.KEEP_START : truncationMode, completionOnlyLoss, assistantOnlyLoss, trainOn, eosToken);
    }

    /// The rows that batches are made of.
    public List<TokenRow> rows(List<LabelledTokens> examples, boolean packed) {
        return packed ? TokenRow.packed(examples, packingStrategy, maxLength) : TokenRow.of(examples);
    }

    /// What a step of it does.
    public Sft.Pass pass() {
        return new Sft.Pass(lossType == Loss.DFT ? TokenLoss.DFT : TokenLoss.NLL, maxTokensPerPass);
    }

    public boolean packsEvaluation() {
        return evalPacking == null ? packing : evalPacking;
    }
}
