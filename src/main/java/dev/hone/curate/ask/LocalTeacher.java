package dev.hone.curate.ask;

import dev.hone.checkpoint.OpenedModel;
import dev.hone.curate.AnswerCache;
import dev.hone.curate.OwnAnswer;
import dev.hone.curate.pipeline.Question;
import dev.hone.curate.pipeline.Workshop;
import dev.hone.data.Conversation;
import dev.hone.generate.Generator;
import dev.hone.generate.SamplingSettings;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A model in this process. It continues plain prompts; conversations, and prompts with a system message, go through its chat template.
final class LocalTeacher implements Teacher {
    private final Tokenizer tokenizer;
    private final String system;
    private final ModelAnswers answers;

    private LocalTeacher(Tokenizer tokenizer, String system, ModelAnswers answers) {
        this.tokenizer = tokenizer;
        this.system = system;
        this.answers = answers;
    }

    /// Teachers of one run share the model, and what it has answered under the same settings.
    static LocalTeacher open(TeacherSettings settings, int samples, Workshop shop) {
        OpenedModel opened = shop.model(settings.model(), Teacher.class);
        Tokenizer tokenizer = opened.tokenizer().orElseThrow(() -> new UserError(settings.model() + ": has no tokenizer, so that it cannot answer texts"));
        var model = new AnsweringModel(opened);
        SamplingSettings sampling = sampling(settings, samples, model.defaults());
        Path file = ModelAnswers.file(model, sampling, Optional.empty(), shop.kept());
        AnswerCache cache = shop.shared(file, AnswerCache.class, () -> AnswerCache.open(file));
        Generator generator = shop.shared(List.of(Generator.class, settings.model()), Generator.class, () -> ModelAnswers.generator(model));
        return new LocalTeacher(tokenizer, settings.system(), new ModelAnswers(model, sampling, cache, generator));
    }

    private static SamplingSettings sampling(TeacherSettings settings, int samples, SamplingSettings model) {
        double temperature = settings.temperature(samples);
        return model.with(s -> {
            s.maxNewTokens = settings.maxNewTokens();
            s.numReturnSequences = samples;
            s.seed = settings.seed();
            s.doSample = temperature > 0;
            if (temperature > 0) s.temperature = temperature;
            if (settings.topP() != null) s.topP = settings.topP();
        });
    }

    @Override public int atOnce() {
        return ModelAnswers.FLIGHT;
    }

    @Override public Supplier<List<OwnAnswer>> ask(Question question) {
        return answers.ask(switch (question.under(system)) {
            case Question.Plain(String text) -> tokenizer.encode(text, true);
            case Question.Chat(Conversation chat) -> tokenizer.encodeChat(template().render(chat, true)).ids();
        });
    }

    private ChatTemplate template() {
        return tokenizer.chatTemplate().orElseThrow(() -> new UserError("the teacher has no chat template, so that it cannot read messages; give plain prompts and no system message"));
    }

    /// What it asks with belongs to the run.
    @Override public void close() {}
}
