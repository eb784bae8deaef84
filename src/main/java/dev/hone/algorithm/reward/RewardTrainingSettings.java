package dev.hone.algorithm.reward;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.token.LabelSettings;
import dev.hone.token.PairSettings;

/// How a reward model learns from pairs. Names and defaults are those of TRL's `RewardConfig`.
@Help("Reward model")
public record RewardTrainingSettings(
        @Help("rows with an answer longer than this, its prompt included, are left out; none for no limit") Integer maxLength,
        @Help("weight of (r_chosen + r_rejected)², which keeps rewards around 0; none for 0") Double centerRewardsCoefficient,
        @Help("leave nothing out of an adapter's inputs") boolean disableDropout,
        @Help("compute what the two answers begin with once; changes numbers by rounding only") boolean sharePrompt,
        @Help("the token that ends a text; none for the tokenizer's") String eosToken,
        @Help("a chat template in place of the model's: a .jinja file, or a folder with one") String chatTemplatePath,
        @Help("accepted as in TRL; there is no padding here that could be rounded up") Integer padToMultipleOf,
        @Help("most tokens that go through the model at once, or as many as the longest pair has: less needs less memory, and changes numbers by rounding only") int maxTokensPerPass) {

    public static final RewardTrainingSettings DEFAULTS = new RewardTrainingSettings(1024, null, true, true, null, null, null, 512);

    public RewardTrainingSettings {
        if (centerRewardsCoefficient != null && !(centerRewardsCoefficient >= 0)) throw new UserError(
                "center_rewards_coefficient is " + centerRewardsCoefficient + "; expected at least 0");
        if (maxTokensPerPass < 1) throw new UserError("max_tokens_per_pass is " + maxTokensPerPass + "; expected at least 1");
    }

    /// How rows become tokens.
    public PairSettings pairs() {
        return new PairSettings(maxLength, LabelSettings.Cut.KEEP_START, PairSettings.Seam.COMMON, eosToken);
    }

    double centering() {
        return centerRewardsCoefficient == null ? 0 : centerRewardsCoefficient;
    }
}
