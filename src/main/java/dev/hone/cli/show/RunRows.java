package dev.hone.cli.show;

import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.dpo.KtoSettings;
import dev.hone.algorithm.reward.RewardTrainingSettings;
import dev.hone.algorithm.sft.SftSettings;
import dev.hone.cli.run.TrainedModel;
import dev.hone.cli.train.ExampleRows;
import dev.hone.cli.train.JudgedRows;
import dev.hone.cli.train.SftRows;
import dev.hone.data.DataSettings;
import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.dataset.Dataset;
import dev.hone.hub.Hub;
import dev.hone.model.ModelSettings;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Tokenizer;
import dev.hone.train.Preflight;
import dev.hone.train.TrainingSettings;
import java.util.Optional;
import java.util.Set;

/// The rows that a run would learn from, without its model's weights.
/// @param template for conversations
/// @param rows     make tokens of them as the run does
record RunRows(Tokenizer tokenizer, Optional<ChatTemplate> template, Dataset dataset, ExampleRows<?, ?> rows) implements AutoCloseable {
    static RunRows open(RunKind kind, Settings settings, Hub hub) {
        ModelSettings model = settings.of(ModelSettings.class);
        if (model.modelNameOrPath() == null) throw new UserError("model_name_or_path is missing: whose tokenizer reads the rows, a folder or a hub id");
        Tokenizer tokenizer = Tokenizer.open(hub.tokenizer(model.reference()));
        try {
            ExampleRows<?, ?> rows = rows(kind, settings, tokenizer);
            Dataset dataset = Dataset.forTraining(settings.of(DataSettings.class), rows.goals(), hub, settings.of(TrainingSettings.class).seed());
            return new RunRows(tokenizer, template(tokenizer, templatePath(kind, settings)), dataset, rows);
        } catch (UserError e) {
            tokenizer.close();
            throw e;
        }
    }

    private static ExampleRows<?, ?> rows(RunKind kind, Settings settings, Tokenizer tokenizer) {
        OnBadRow onBadRow = settings.of(DataSettings.class).onBadRow();
        Set<Integer> ends = Set.of();     // matter to what is found before the first step, which is not shown
        return switch (kind) {
            case SFT -> new SftRows(tokenizer, settings.of(SftSettings.class), onBadRow, Preflight.ofTexts(tokenizer, ends));
            case DPO -> {
                DpoSettings dpo = settings.of(DpoSettings.class);
                yield dpo.takesVerdicts() ? JudgedRows.ofVerdicts(tokenizer, dpo, settings.of(KtoSettings.class), onBadRow, ends)
                        : JudgedRows.ofPairs(tokenizer, dpo, onBadRow, ends);
            }
            case REWARD -> JudgedRows.ofWholePairs(tokenizer, settings.of(RewardTrainingSettings.class), onBadRow, ends);
        };
    }

    private static String templatePath(RunKind kind, Settings settings) {
        return switch (kind) {
            case SFT -> settings.of(SftSettings.class).chatTemplatePath();
            case DPO -> settings.of(DpoSettings.class).chatTemplatePath();
            case REWARD -> settings.of(RewardTrainingSettings.class).chatTemplatePath();
        };
    }

    private static Optional<ChatTemplate> template(Tokenizer tokenizer, String path) {
        if (path == null) return tokenizer.chatTemplate();
        return Optional.of(ChatTemplate.of(TrainedModel.templateSource(path), path, tokenizer.specialTokens().variables()));
    }

    @Override public void close() {
        tokenizer.close();
    }
}
