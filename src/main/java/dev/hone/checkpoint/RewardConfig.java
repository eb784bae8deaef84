package dev.hone.checkpoint;

import dev.hone.model.Head;
import dev.hone.model.ModelConfig;
import dev.hone.token.SpecialTokens.SpecialToken;
import dev.hone.token.Tokenizer;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// The config.json of a reward model, as transformers writes it: a classifier of sequences with one label.
public final class RewardConfig {
    private static final String LABEL = "LABEL_0";

    private RewardConfig() {}

    /// Makes it of that of a base. A reward model's stays as it is but for the padding.
    /// @param padding the token that fills up batches, which transformers passes over to find a text's last token; it takes the
    ///                place of the one that config.json names, as in TRL. See [#padding]
    /// @throws dev.hone.settings.UserError when transformers has no reward models of this family
    public static ObjectNode of(ObjectNode base, String where, Optional<SpecialToken> padding) {
        ModelConfig before = ModelConfig.read(base, where);
        ObjectNode config = base.deepCopy();
        padding.ifPresent(token -> config.put("pad_token_id", token.id()));
        if (before.head() == Head.SCORE) return config;
        config.putArray("architectures").add(before.scoring().architecture());
        config.putObject("id2label").put("0", LABEL);
        config.putObject("label2id").put(LABEL, 0);
        config.remove("num_labels");
        return config;
    }

    /// The token that fills up batches: the tokenizer's padding token, or where it has none the one that ends a text.
    public static Optional<SpecialToken> padding(Tokenizer tokenizer) {
        return tokenizer.specialTokens().pad().or(tokenizer.specialTokens()::eos);
    }

    /// The same of a model that is to score. What config.json says goes before the tokenizer, but for an adapter, which comes with no
    /// config.json of its own.
    public static OptionalInt padding(ModelConfig config, Optional<Tokenizer> tokenizer, boolean isAdapter) {
        OptionalInt ofConfig = config.paddingId() < 0 ? OptionalInt.empty() : OptionalInt.of(config.paddingId());
        Optional<SpecialToken> ofTokenizer = tokenizer.flatMap(RewardConfig::padding);
        if (ofTokenizer.isEmpty() || ofConfig.isPresent() && !isAdapter) return ofConfig;
        return OptionalInt.of(ofTokenizer.get().id());
    }
}
