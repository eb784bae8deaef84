package dev.hone.cli.train;

import dev.hone.algorithm.reward.RewardTraining;
import dev.hone.algorithm.reward.RewardTrainingSettings;
import dev.hone.cli.run.Job;
import dev.hone.cli.run.JobRows;
import dev.hone.cli.run.TrainedModel;
import dev.hone.data.DataSettings;
import dev.hone.hub.Hub;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.ScoreLearner;
import dev.hone.report.Fact;
import dev.hone.settings.Settings;
import dev.hone.token.LabelledPair;
import dev.hone.token.TokenPair;
import dev.hone.train.Algorithm;
import dev.hone.train.Learners;
import dev.hone.train.Recent;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;

/// Training of a reward model as a [Job].
final class RewardJob implements Job<TokenPair, TokenPair, ScoreLearner> {
    /// As many as `hone dpo` looks back on.
    private static final int PAIRS_SHOWN = 64;

    private final Settings settings;
    private final RewardTrainingSettings reward;
    private final TrainingSettings training;
    private final TrainedModel model;
    private final JudgedRows<TokenPair, LabelledPair> rows;
    private final Recent<Double> margins = new Recent<>(PAIRS_SHOWN);

    RewardJob(Settings settings, Hub hub) {
        this.settings = settings;
        this.reward = settings.of(RewardTrainingSettings.class);
        this.training = settings.of(TrainingSettings.class);
        this.model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(reward.chatTemplatePath(), reward.eosToken()), Head.SCORE, hub, training.seed());
        this.rows = JudgedRows.ofWholePairs(model.tokenizer(), reward, settings.of(DataSettings.class).onBadRow(), model.ends(reward.eosToken()));
    }

    @Override public String title() {
        return "Reward model from";
    }

    @Override public TrainedModel model() {
        return model;
    }

    @Override public JobRows<TokenPair, TokenPair> rows() {
        return rows;
    }

    @Override public int length(TokenPair example) {
        return RewardTraining.tokens(example, reward);
    }

    @Override public ScoreLearner learner() {
        return Learners.ofScores(model.model(), training.seed(), training.gradientCheckpointing());
    }

    @Override public Algorithm<TokenPair> algorithm(ScoreLearner learner, Parts<TokenPair> parts) {
        return new RewardTraining(learner, parts.update(), parts.state(), reward, model.padding(), parts.longest(), parts.evaluation(), margins);
    }

    @Override public List<Fact> headlines(List<Map<String, Double>> metrics) {
        return List.of(Fact.ofMetric("loss", "loss", metrics), Fact.ofMetric("pairs told apart", "accuracy", metrics), Fact.ofMetric("margin", "margin", metrics));
    }

    @Override public List<Double> margins() {
        return margins.all();
    }

    /// A score is no answer.
    @Override public boolean answers() {
        return false;
    }

    @Override public void close() {
        model.close();
    }
}
