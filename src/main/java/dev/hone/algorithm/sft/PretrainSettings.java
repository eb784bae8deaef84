package dev.hone.algorithm.sft;

import dev.hone.model.TokenLoss;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings;

/// Pre-training is fine-tuning in which every token is learned, and rows are cut from one long text of all documents.
@Help("Pre-training")
public record PretrainSettings(
        @Help("tokens of a block; the documents are joined, and cut into blocks of so many") int maxLength,
        @Help("the token that ends a document; none for the tokenizer's") String eosToken,
        @Help("weight of the balance loss of a mixture of experts, where its config.json has output_router_logits") double routerAuxLossCoef,
        @Help("most tokens that go through the model at once, or as many as a block has: less needs less memory, and changes numbers by rounding only") int maxTokensPerPass) {

    public static final PretrainSettings DEFAULTS = new PretrainSettings(1024, null, 0.001, 2048);

    public PretrainSettings {
        if (maxLength < 2) throw new UserError("max_length is " + maxLength + "; expected at least 2, as the first token of a block is never learned");
        if (!(routerAuxLossCoef >= 0)) throw new UserError("router_aux_loss_coef is " + routerAuxLossCoef + "; expected at least 0");
        if (maxTokensPerPass < 1) throw new UserError("max_tokens_per_pass is " + maxTokensPerPass + "; expected at least 1");
    }

    /// All of a document, with its end.
    public LabelSettings labels() {
        return new LabelSettings(null, LabelSettings.Cut.KEEP_START, null, false, LabelSettings.TrainOn.EVERY, eosToken);
    }

    /// What a step of it does.
    public Sft.Pass pass() {
        return new Sft.Pass(TokenLoss.NLL, maxTokensPerPass);
    }
}
