package dev.hone.cli;

import dev.hone.algorithm.sft.SftSettings;
import dev.hone.data.DataSettings;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.hub.Hub;
import dev.hone.model.ModelSettings;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Labeller;
import dev.hone.token.Tokenizer;
import dev.hone.train.TrainingSettings;
import java.util.Optional;
import java.util.Set;

/// The rows that a fine-tuning run would learn from, without its model's weights.
/// @param labeller makes tokens of them as the run does
record RunRows(Tokenizer tokenizer, Dataset dataset, Labeller labeller) implements AutoCloseable {
    static RunRows open(Settings settings, Hub hub) {
        ModelSettings model = settings.of(ModelSettings.class);
        SftSettings sft = settings.of(SftSettings.class);
        if (model.modelNameOrPath() == null) throw new UserError("model_name_or_path is missing: whose tokenizer reads the rows, a folder or a hub id");
        Dataset dataset = Dataset.forTraining(settings.of(DataSettings.class), Set.of(Goal.TEXT), hub, settings.of(TrainingSettings.class).seed());
        Tokenizer tokenizer = Tokenizer.open(hub.tokenizer(model.reference()));
        try {
            return new RunRows(tokenizer, dataset, new Labeller(tokenizer, template(tokenizer, sft.chatTemplatePath()), sft.labels()));
        } catch (UserError e) {
            tokenizer.close();
            throw e;
        }
    }

    private static Optional<ChatTemplate> template(Tokenizer tokenizer, String path) {
        if (path == null) return tokenizer.chatTemplate();
        return Optional.of(ChatTemplate.of(TrainedModel.templateSource(path), path, tokenizer.specialTokens().variables()));
    }

    @Override public void close() {
        tokenizer.close();
    }
}
