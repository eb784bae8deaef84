package dev.hone.cli.train;

import dev.hone.algorithm.sft.PretrainSettings;
import dev.hone.algorithm.sft.Sft;
import dev.hone.algorithm.sft.SftSettings;
import dev.hone.batch.TokenRow;
import dev.hone.cli.run.Job;
import dev.hone.cli.run.JobRows;
import dev.hone.cli.run.TrainedModel;
import dev.hone.data.DataSettings;
import dev.hone.hub.Hub;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.NewModelSettings;
import dev.hone.model.TokenLearner;
import dev.hone.report.Fact;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTemplate;
import dev.hone.token.LabelledTokens;
import dev.hone.train.Algorithm;
import dev.hone.train.Learners;
import dev.hone.train.Preflight;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Learning to write what texts say, as a [Job]: examples with answers, or plain documents.
/// @param template      of conversations; none for documents
/// @param balanceWeight of the balance loss, where the model has one
record SftJob(String title, TrainingSettings training, TrainedModel model, Optional<ChatTemplate> template, JobRows<LabelledTokens, TokenRow> rows, Sft.Pass pass, double balanceWeight)
        implements Job<LabelledTokens, TokenRow, TokenLearner> {
    static SftJob fineTuning(Settings settings, Hub hub) {
        SftSettings sft = settings.of(SftSettings.class);
        TrainingSettings training = settings.of(TrainingSettings.class);
        TrainedModel model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(sft.chatTemplatePath(), sft.eosToken()), Head.TOKENS, hub, training.seed());
        var rows = new SftRows(model.tokenizer(), sft, settings.of(DataSettings.class).onBadRow(), Preflight.ofTexts(model.tokenizer(), model.ends(sft.eosToken())));
        return new SftJob("Fine-tuning", training, model, model.template(), rows, sft.pass(), sft.routerAuxLossCoef());
    }

    /// Of a new model, or of one that goes on.
    static SftJob preTraining(Settings settings, Hub hub) {
        PretrainSettings pretrain = settings.of(PretrainSettings.class);
        NewModelSettings begun = settings.of(NewModelSettings.class);
        ModelSettings named = settings.of(ModelSettings.class);
        TrainingSettings training = settings.of(TrainingSettings.class);
        if (begun.isGiven() == (named.modelNameOrPath() != null)) throw new UserError(begun.isGiven()
                ? "model_name_or_path is given beside tokenizer, which a new model begins with; give one of them"
                : "model_name_or_path is missing: the model to go on with; or a new one: its tokenizer with config, or with hidden_size and other sizes");
        TrainedModel model = begun.isGiven() ? TrainedModel.create(begun, pretrain.maxLength(), pretrain.eosToken(), hub, training.seed())
                : TrainedModel.open(named, settings.of(LoraSettings.class), new TrainedModel.Texts(null, pretrain.eosToken()), Head.TOKENS, hub, training.seed());
        if (model.ends(pretrain.eosToken()).isEmpty()) throw new UserError(
                "the tokenizer names no EOS token, which stands between two documents; eos_token names one of its tokens");
        var rows = new DocumentRows(model.tokenizer(), pretrain, settings.of(DataSettings.class).onBadRow(),
                Preflight.ofTexts(model.tokenizer(), model.ends(pretrain.eosToken())));
        return new SftJob("Pre-training", training, model, Optional.empty(), rows, pretrain.pass(), pretrain.routerAuxLossCoef());
    }

    @Override public int length(TokenRow example) {
        return example.length();
    }

    @Override public TokenLearner learner() {
        return Learners.of(model.model(), training.seed(), training.gradientCheckpointing(), model.balanceWeight(balanceWeight));
    }

    @Override public Algorithm<TokenRow> algorithm(TokenLearner learner, Parts<TokenRow> parts) {
        return new Sft(learner, parts.update(), parts.state(), pass, parts.longest(), parts.evaluation());
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
