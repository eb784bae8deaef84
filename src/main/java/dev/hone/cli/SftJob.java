package dev.hone.cli;

import dev.hone.algorithm.sft.Sft;
import dev.hone.algorithm.sft.SftSettings;
import dev.hone.batch.PackingStrategy.Piece;
import dev.hone.batch.TokenRow;
import dev.hone.data.DataSettings;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.hub.Hub;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.TokenLearner;
import dev.hone.report.Fact;
import dev.hone.settings.Settings;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Labelled;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Labeller;
import dev.hone.train.Algorithm;
import dev.hone.train.Finding;
import dev.hone.train.LabelledRows;
import dev.hone.train.Learners;
import dev.hone.train.Preflight;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Supervised fine-tuning as a [Job].
final class SftJob implements Job<LabelledTokens, TokenRow, TokenLearner> {
    private final Settings settings;
    private final SftSettings sft;
    private final TrainedModel model;
    private final Preflight<Labelled> preflight;

    SftJob(Settings settings, Hub hub) {
        this.settings = settings;
        this.sft = settings.of(SftSettings.class);
        this.model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(sft.chatTemplatePath(), sft.eosToken()), Head.TOKENS, hub, settings.of(TrainingSettings.class).seed());
        this.preflight = Preflight.ofTexts(model.tokenizer(), model.ends(sft.eosToken()));
    }

    @Override public String title() {
        return "Fine-tuning";
    }

    @Override public TrainedModel model() {
        return model;
    }

    @Override public Goal goal() {
        return Goal.TEXT;
    }

    @Override public LabelledRows<LabelledTokens> read(Dataset dataset, Optional<ChatTemplate> template) {
        var labeller = new Labeller(model.tokenizer(), template, sft.labels());
        return LabelledRows.read(dataset, labeller::label, settings.of(DataSettings.class).onBadRow(), preflight);
    }

    @Override public List<Finding> findings() {
        return preflight.findings();
    }

    @Override public List<TokenRow> examples(List<LabelledTokens> rows, boolean evaluation) {
        return sft.rows(rows, evaluation ? sft.packsEvaluation() : sft.packing());
    }

    @Override public List<Integer> rowsOf(TokenRow example, int index) {
        return example.pieces().stream().map(Piece::example).toList();
    }

    @Override public int length(TokenRow example) {
        return example.length();
    }

    @Override public List<LabelledTokens> sequences(LabelledTokens row) {
        return List.of(row);
    }

    @Override public TokenLearner learner() {
        TrainingSettings training = settings.of(TrainingSettings.class);
        return Learners.of(model.model(), training.seed(), training.gradientCheckpointing(), model.balanceWeight(sft.routerAuxLossCoef()));
    }

    @Override public Algorithm<TokenRow> algorithm(TokenLearner learner, Parts<TokenRow> parts) {
        return new Sft(learner, parts.update(), parts.state(), sft, parts.longest(), parts.evaluation(), parts.where());
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
