package dev.hone.cli;

import dev.hone.algorithm.sft.Sft;
import dev.hone.algorithm.sft.SftSettings;
import dev.hone.batch.TokenRow;
import dev.hone.data.DataSettings;
import dev.hone.hub.Hub;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.TokenLearner;
import dev.hone.report.Fact;
import dev.hone.settings.Settings;
import dev.hone.token.LabelledTokens;
import dev.hone.train.Algorithm;
import dev.hone.train.Learners;
import dev.hone.train.Preflight;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;

/// Supervised fine-tuning as a [Job].
final class SftJob implements Job<LabelledTokens, TokenRow, TokenLearner> {
    private final Settings settings;
    private final SftSettings sft;
    private final TrainedModel model;
    private final SftRows rows;

    SftJob(Settings settings, Hub hub) {
        this.settings = settings;
        this.sft = settings.of(SftSettings.class);
        this.model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(sft.chatTemplatePath(), sft.eosToken()), Head.TOKENS, hub, settings.of(TrainingSettings.class).seed());
        this.rows = new SftRows(model.tokenizer(), sft, settings.of(DataSettings.class).onBadRow(), Preflight.ofTexts(model.tokenizer(), model.ends(sft.eosToken())));
    }

    @Override public String title() {
        return "Fine-tuning";
    }

    @Override public TrainedModel model() {
        return model;
    }

    @Override public SftRows rows() {
        return rows;
    }

    @Override public int length(TokenRow example) {
        return example.length();
    }

    @Override public TokenLearner learner() {
        TrainingSettings training = settings.of(TrainingSettings.class);
        return Learners.of(model.model(), training.seed(), training.gradientCheckpointing(), model.balanceWeight(sft.routerAuxLossCoef()));
    }

    @Override public Algorithm<TokenRow> algorithm(TokenLearner learner, Parts<TokenRow> parts) {
        return new Sft(learner, parts.update(), parts.state(), sft, parts.longest(), parts.evaluation());
    }

    @Override public List<Fact> headlines(List<Map<String, Double>> metrics) {
        return List.of(Fact.ofMetric("loss", "loss", metrics), Fact.ofMetric("token accuracy", "mean_token_accuracy", metrics));
    }

    @Override public boolean answers() {
        return true;
    }

    @Override public void close() {
        model.close();
    }
}
